// LTI client side postMessages storage 0.1: the platform's page keeps a proof for us, in a frame that it named.
// One page leaves the proof and goes on to the platform; another, whose cookie is gone, fetches it and launches anew.
const WAIT = 2000; // ms: Canvas's app announces storage and never answers
const { dataset } = document.querySelector("[data-storage]");

/** The frame that keeps things: the platform's page, or one beside us; a page of its own was opened by the platform. */
function storageFrame() {
  const above = window.parent === window ? window.opener : window.parent;
  if (!above || dataset.target === "_parent") return above;
  try {
    return above.frames[dataset.target] ?? above;
  } catch {
    return above; // its name is not ours to read: the page above answers for it
  }
}

function send(message) {
  const frame = storageFrame();
  frame?.postMessage({ key: dataset.key, ...message }, dataset.origin);
  return Boolean(frame);
}

function newId() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

/** Our proof; null where the platform has none, or says nothing in time. */
function fetchProof() {
  return new Promise((resolve) => {
    const wanted = newId();
    const finish = (value) => {
      window.removeEventListener("message", hear);
      clearTimeout(timer);
      resolve(typeof value === "string" && value ? value : null);
    };
    const hear = ({ origin, data }) => {
      const isOurs = origin === dataset.origin && data?.subject === "lti.get_data.response" && data.message_id === wanted;
      if (isOurs) finish(data.error || data.key !== dataset.key ? null : data.value);
    };
    const timer = setTimeout(finish, WAIT, null);
    window.addEventListener("message", hear);
    if (!send({ subject: "lti.get_data", message_id: wanted })) finish(null);
  });
}

/** No answer is waited for: what counts is what can be read back. */
function leaveProof() {
  send({ subject: "lti.put_data", message_id: newId(), value: dataset.value });
  location.replace(document.querySelector("[data-next]").href);
}

async function launchAgain(form) {
  const lost = document.querySelector("[data-lost]");
  lost.hidden = true; // shown from the start where no script runs
  const proof = await fetchProof();
  if (proof) {
    form.elements.lti_storage_proof.value = proof;
    form.submit();
    return;
  }
  lost.hidden = false;
  document.querySelector("[data-waiting]").hidden = true;
}

if (dataset.value) leaveProof();
else launchAgain(document.querySelector("[data-launch-again]"));

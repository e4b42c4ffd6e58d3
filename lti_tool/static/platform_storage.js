// LTI client side postMessages storage 0.1: the platform's page keeps a proof for us, in a frame that it named.
// One page leaves the proof and goes on to the platform; another, whose cookie is gone, fetches it and launches again.
const PATIENCE = { put: 500, get: 2000 }; // ms: Canvas's app announces storage and never answers
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

/** Ask the platform's frame; its answer, or null where there is none in time. */
function ask(subject, words, patience) {
  const frame = storageFrame();
  if (!frame) return Promise.resolve(null);
  const message_id = crypto.getRandomValues(new Uint32Array(4)).join("-");
  return new Promise((resolve) => {
    const finish = (answer) => {
      window.removeEventListener("message", hear);
      clearTimeout(timer);
      resolve(answer);
    };
    const hear = ({ origin, data }) => {
      const isOurs = data?.subject === `${subject}.response` && data.message_id === message_id;
      if (isOurs && origin === dataset.origin) finish(data);
    };
    const timer = setTimeout(finish, patience, null);
    window.addEventListener("message", hear);
    frame.postMessage({ subject, message_id, key: dataset.key, ...words }, dataset.origin);
  });
}

/** Our proof; null where the platform has none, or says nothing in time. */
async function fetchProof() {
  const answer = await ask("lti.get_data", {}, PATIENCE.get);
  const isOurs = answer && !answer.error && answer.key === dataset.key;
  return isOurs && typeof answer.value === "string" && answer.value ? answer.value : null;
}

/** What counts is what can be read back, not the answer; but a page that leaves at once can take its message along. */
async function leaveProof() {
  await ask("lti.put_data", { value: dataset.value }, PATIENCE.put);
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

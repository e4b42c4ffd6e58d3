"use strict";
// The tool says that a registration is done (org.imsglobal.lti.close), and its frame gives way to the list of tools.
// The tool says how high its page is (the message lti.frameResize), and the frame follows.
// Not deferred: it listens before the frame exists, since a fast tool says it only once.
// Where the LMS keeps things for tools (LTI client side postMessages storage 0.1), it answers for them here.
const highest = 20000;
const kept = new Map();

function keep({ subject, message_id, key, value }, event) {
  const answer = (words) => event.source.postMessage({ subject: `${subject}.response`, message_id, ...words }, event.origin);
  const name = `${event.origin} ${key}`;
  if (subject === "lti.put_data") {
    kept.set(name, value);
    answer({ key, value });
  } else if (subject === "lti.get_data") {
    answer({ key, value: kept.get(name) ?? null });
  } else if (subject === "lti.capabilities") {
    const subjects = ["lti.capabilities", "lti.put_data", "lti.get_data", "lti.frameResize"];
    answer({ supported_messages: subjects.map((each) => ({ subject: each })) });
  }
}

window.addEventListener("message", (event) => {
  const frame = document.querySelector("iframe.tool");
  if (event.source !== frame.contentWindow || event.origin !== frame.dataset.toolOrigin) return;
  const message = event.data;
  if (message?.subject === "org.imsglobal.lti.close" && frame.dataset.afterClose) location.assign(frame.dataset.afterClose);
  if (message && "keepsStorage" in frame.dataset) keep(message, event);
  if (!message || message.subject !== "lti.frameResize") return;
  const height = Number(message.height);
  const border = frame.offsetHeight - frame.clientHeight; // the height that we set includes it
  if (height > 0) frame.style.height = `${Math.min(Math.ceil(height), highest) + border}px`;
});

"use strict";
// The tool says that a registration is done (org.imsglobal.lti.close), and its frame gives way to the list of tools.
// The tool says how high its page is (the message lti.frameResize), and the frame follows.
// Not deferred: it listens before the frame exists, since a fast tool says it only once.
const highest = 20000;

window.addEventListener("message", (event) => {
  const frame = document.querySelector("iframe.tool");
  if (event.source !== frame.contentWindow || event.origin !== frame.dataset.toolOrigin) return;
  const message = event.data;
  if (message?.subject === "org.imsglobal.lti.close" && frame.dataset.afterClose) location.assign(frame.dataset.afterClose);
  if (!message || message.subject !== "lti.frameResize") return;
  const height = Number(message.height);
  const border = frame.offsetHeight - frame.clientHeight; // the height that we set includes it
  if (height > 0) frame.style.height = `${Math.min(Math.ceil(height), highest) + border}px`;
});

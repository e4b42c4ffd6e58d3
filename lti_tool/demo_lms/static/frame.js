"use strict";
// The tool says how high its page is (the message lti.frameResize), and the frame follows.
const frame = document.querySelector("iframe.tool");
const highest = 20000;

window.addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow || event.origin !== frame.dataset.toolOrigin) return;
  const message = event.data;
  if (!message || message.subject !== "lti.frameResize") return;
  const height = Number(message.height);
  const border = frame.offsetHeight - frame.clientHeight; // the height that we set includes it
  if (height > 0) frame.style.height = `${Math.min(Math.ceil(height), highest) + border}px`;
});

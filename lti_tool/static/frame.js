// Inside an LMS frame: asks the course page for the height this page needs, and starts each new page at its top.
const SLACK = 4; // px: a page that shrinks by less is not worth a message; one that grows would scroll

let told = 0;

function post(message) {
  window.parent.postMessage(message, "*"); // holds nothing private; the parent's origin is not known here
}

function tellHeight() {
  const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
  if (height <= told && height >= told - SLACK) return;
  told = height;
  post({ subject: "lti.frameResize", height });
}

/** In a frame as tall as its page only the course page scrolls, and it would stay at the foot of the page before. */
function startAtTop() {
  const cameFromHere = document.referrer.startsWith(`${location.origin}/l/`);
  const [visit] = performance.getEntriesByType("navigation");
  if (!cameFromHere || location.hash || visit?.type !== "navigate") return;
  post({ subject: "lti.scrollToTop" }); // Canvas
  document.body.scrollIntoView(); // others, where the browser allows it
}

if (window.parent !== window) {
  tellHeight();
  startAtTop();
  new ResizeObserver(tellHeight).observe(document.documentElement);
  window.addEventListener("pageshow", () => {
    told = 0; // shown again, the frame has the height of the page between, or nobody listened the first time
    tellHeight();
  });
}

// Keeps a line true that says how far something is (a score on its way, long work): asks again and
// again, ever more slowly, until the answer is final.
const FIRST = 2000; // ms
const SLOWEST = 15000;

const isFinal = (box) => box.querySelector("[data-final]")?.dataset.final === "true";

async function fetchFragment(url) {
  const response = await fetch(url, { headers: { Accept: "text/html" }, redirect: "error", cache: "no-store" });
  if (response.status >= 400 && response.status < 500 && response.status !== 429) return null; // no longer ours to ask
  if (!response.ok) throw new Error(`status ${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("[data-final]");
}

function show(box, fresh) {
  const old = box.querySelector("[data-final]");
  if (old?.textContent === fresh.textContent && old.dataset.final === fresh.dataset.final) return; // say nothing twice
  box.replaceChildren(document.adoptNode(fresh));
}

const isDone = (box, fresh) => "gradeReload" in box.dataset && fresh.dataset.final === "true";

function watch(box, wait = FIRST) {
  if (isFinal(box)) return;
  setTimeout(async () => {
    try {
      const fresh = await fetchFragment(box.dataset.gradeUrl ?? box.dataset.workUrl);
      if (!fresh) return;
      if (isDone(box, fresh)) return location.reload(); // what stands under it has changed too
      show(box, fresh);
    } catch {
      // the network or the server is away: ask again later
    }
    watch(box, Math.min(wait * 1.5, SLOWEST));
  }, wait);
}

for (const box of document.querySelectorAll("[data-grade-url], [data-work-url]")) watch(box);

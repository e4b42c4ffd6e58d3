// The picker without a round trip: looks through the modules while somebody types, and says what is chosen.
// It folds words as the server does (filter.py); without it the form is sent and comes back filtered.
const form = document.querySelector("[data-picker]");
const rows = [...form.querySelectorAll("[data-pick]")];
const found = form.querySelector("[data-found]");
const chosen = form.querySelector("[data-chosen]");
const filters = ["q", "competency", "minutes", "kind"].map((name) => form.elements[name]);
const [words, competency, minutes, kind] = filters;

function fold(text) {
  return text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function hasWords({ dataset }) {
  return fold(words.value).split(/\s+/).every((word) => dataset.text.includes(word));
}

function fits(row) {
  const { dataset } = row;
  return (hasWords(row) || row.querySelector("[data-hit]"))
    && (!competency.value || dataset.codes.split(" ").includes(competency.value))
    && (!minutes.value || Number(dataset.minutes) <= Number(minutes.value))
    && (!kind.value || dataset.kind === kind.value);
}

function isChosen(row) {
  return row.querySelector("[name=module]").checked;
}

function look() {
  const fitting = rows.filter(fits);
  for (const row of rows) row.hidden = !fitting.includes(row) && !isChosen(row);
  const { found: some, foundNone: none, foundLooking: looking } = found.dataset;
  found.textContent = fitting.length
    ? some.replace("%(part)s", fitting.length).replace("%(whole)s", rows.length)
    : isLooking ? looking : none;
}

let pause = 0, asked = 0, isLooking = false; // nothing is said to be missing before the answer is here

/** Where no module is called so, ask which lessons have the words, once somebody stops typing. */
function lookInside() {
  for (const hit of form.querySelectorAll("[data-hit]")) hit.remove();
  clearTimeout(pause);
  const number = (asked += 1);
  isLooking = !rows.some(hasWords);
  if (isLooking) pause = setTimeout(() => showInside(number), 250);
}

async function showInside(number) {
  const answer = await fetch(`${form.dataset.inside}?${new URLSearchParams({ q: words.value })}`).catch(() => null);
  const text = answer?.ok ? await answer.text() : ""; // titles and summaries are looked through all the same
  if (number !== asked) return;
  isLooking = false;
  for (const hit of new DOMParser().parseFromString(text, "text/html").querySelectorAll("[data-hit]")) {
    const row = rows.find((each) => each.querySelector("[name=module]").value === hit.dataset.hit);
    row?.querySelector(".pick-inside").after(hit);
  }
  look();
}

function tellChosen() {
  const titles = rows.filter(isChosen).map((row) => row.querySelector(".choice-title").textContent);
  const { some, none } = chosen.dataset;
  chosen.textContent = titles.length ? some.replace("%(titles)s", () => titles.join(" · ")) : none;
}

function showAll() {
  for (const filter of filters) filter.value = "";
  lookInside();
  look();
  words.focus();
}

/** Put a lesson's text into its place in the list; where it cannot be had, the link to its own page stays. */
async function read(details) {
  const { read: url } = details.dataset;
  if (!url) return;
  delete details.dataset.read;
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) {
    details.dataset.read = url;
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  details.querySelector("p").replaceWith(page.querySelector("[data-lesson-text]"));
}

for (const details of form.querySelectorAll("[data-read]")) details.addEventListener("toggle", () => read(details));
form.addEventListener("submit", (event) => {
  const act = event.submitter?.value;
  if (act !== "filter" && act !== "clear") return;
  event.preventDefault();
  if (act === "clear") showAll();
  else look();
});
words.addEventListener("input", lookInside);
for (const filter of filters) filter.addEventListener("input", look);
form.addEventListener("change", (event) => {
  if (event.target.name === "module") tellChosen();
});
form.querySelector("[value=filter]").hidden = true; // still what Enter presses, which now sends nothing
window.addEventListener("pageshow", () => {
  lookInside(); // a browser that comes back here has filled the fields again
  look();
  tellChosen();
});

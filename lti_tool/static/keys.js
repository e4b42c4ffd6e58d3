// 1 to 9 choose an answer, the arrows lead to the question before and after. Nothing of it while somebody types or a list
// is open, and nothing where they are switched off: a voice that is taken for keys would press them (WCAG 2.2, 2.1.4).
const { kept } = globalThis;
const box = document.querySelector("[data-keys]");
const use = box.querySelector("[data-use-keys]");
const choice = `keys-${box.dataset.person}`;
const YEAR = 365; // days
const TYPING = "select, textarea, summary, [contenteditable], input:not([type=radio], [type=checkbox])";

/** The question that is meant: the one that is shown, or that has the focus. */
function meant() {
  const shown = [...document.querySelectorAll("fieldset.question")].filter((question) => question.getClientRects().length > 0);
  return shown.length === 1 ? shown[0] : document.activeElement.closest("fieldset.question");
}

/** What a digit chooses, in the order in which it stands there: options, options to judge, or cards to place. */
function choose(question, number) {
  const cards = question.querySelectorAll("[data-card]");
  if (cards.length) return cards[number - 1]?.click();
  const options = [...question.querySelectorAll("[data-answer]")];
  if (question.dataset.type === "best_worst") judge(options.filter((field) => field.name.endsWith("/best")), options.filter((field) => field.name.endsWith("/worst")), number - 1);
  else options[number - 1]?.click();
}

/** The first digit is the best, the second the worst; the digit of one that is marked takes its mark back. */
function judge(best, worst, place) {
  if (!best[place]) return;
  const marked = [best[place], worst[place]].find((field) => field.checked);
  const target = marked ?? (best.some((field) => field.checked) ? worst : best)[place];
  target.checked = !marked;
  target.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Arrows choose in a row of buttons of which one is pressed, as everywhere. */
function isInRow(target) {
  return target.closest(".pills") !== null;
}

document.addEventListener("keydown", (event) => {
  if (!use.checked || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest(TYPING)) return;
  if (/^[1-9]$/.test(event.key)) {
    const question = meant();
    if (question) choose(question, Number(event.key));
  } else if (["ArrowLeft", "ArrowRight"].includes(event.key) && !isInRow(event.target) && box.dataset.keys === "walk") {
    const isOn = (event.key === "ArrowRight") === (document.documentElement.dir !== "rtl");
    event.preventDefault();
    document.dispatchEvent(new CustomEvent("arrow", { detail: isOn ? 1 : -1 }));
  }
});

use.checked = kept.read(choice) !== false;
use.addEventListener("change", () => (use.checked ? kept.forget(choice) : kept.keep(choice, false, YEAR)));
box.hidden = false;

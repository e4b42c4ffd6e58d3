// A humane clock for an attempt with a time limit: minutes, then seconds in the last one; it can be hidden, and it
// hands in what there is when the time is over. The server keeps the time; this only shows it.
const TICK = 1000; // ms
const NEWS = [600, 300, 60]; // seconds left at which a screen reader is told
const DRIFT = 5; // seconds that the two clocks may differ

const box = document.querySelector(".clock");
const form = document.querySelector("form[data-attempt]");
const face = box.querySelector("[data-clock]");
const news = box.querySelector("[data-clock-news]");
const hide = box.querySelector("[data-hide-clock]");
const seconds = Number(box.dataset.secondsLeft);
const began = { steady: performance.now(), wall: Date.now() };

function steadyLeft() {
  return seconds - (performance.now() - began.steady) / 1000;
}

/** The steady clock counts, but in some browsers it stands still while the device sleeps (crbug.com/1206450). */
function secondsLeft() {
  const [steady, wall] = [steadyLeft(), seconds - (Date.now() - began.wall) / 1000];
  return steady - wall > DRIFT ? wall : steady;
}

function words(left) {
  if (left <= 0) return box.dataset.over;
  if (left < 60) return box.dataset.seconds.replace("%(seconds)s", Math.ceil(left / 10) * 10);
  const minutes = Math.round(left / 60);
  return minutes === 1 ? box.dataset.one : box.dataset.many.replace("%(minutes)s", minutes);
}

function handIn() {
  const confirmed = Object.assign(document.createElement("input"), { type: "hidden", name: "confirmed", value: "1" });
  form.append(confirmed);
  form.requestSubmit();
}

/** Only the steady clock hands in: the other one may just have been set, and the server knows. */
function finish() {
  if (steadyLeft() <= 0) handIn();
  else location.reload();
}

let last = Infinity;
let isOver = false;

function tick() {
  const left = secondsLeft();
  const shown = words(left);
  if (face.textContent !== shown) face.textContent = shown;
  if (NEWS.some((mark) => left <= mark && last > mark)) news.textContent = shown;
  last = left;
  if (left > 0 || isOver) return;
  isOver = true;
  box.classList.remove("folded");
  news.textContent = shown;
  if (navigator.onLine) finish();
  else window.addEventListener("online", finish, { once: true });
}

hide.hidden = false;
hide.addEventListener("click", () => {
  const folded = box.classList.toggle("folded");
  hide.setAttribute("aria-pressed", folded);
});
tick();
setInterval(tick, TICK);

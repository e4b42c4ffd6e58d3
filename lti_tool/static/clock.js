// A humane clock for an attempt with a time limit: minutes, then seconds in the last one; it can be hidden, and it
// hands in what there is when the time is over. The server keeps the time; this only shows it.
const TICK = 1000; // ms
const NEWS = [600, 300, 60]; // seconds left at which a screen reader is told

const box = document.querySelector(".clock");
const form = document.querySelector("form[data-attempt]");
const face = box.querySelector("[data-clock]");
const news = box.querySelector("[data-clock-news]");
const hide = box.querySelector("[data-hide-clock]");
const endsAt = moments().map((moment) => moment + Number(box.dataset.secondsLeft) * 1000);

/** Two clocks: the steady one may stand still while a device sleeps, the other may be set (w3.org/TR/hr-time-3). */
function moments() {
  return [performance.now(), Date.now()];
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

/** Only the steady clock hands in. Where just the other one says "over", the server knows better: ask it. */
function finish() {
  if (performance.now() >= endsAt[0]) handIn();
  else location.reload();
}

let last = Infinity;
let isOver = false;

function tick() {
  const left = Math.min(...moments().map((moment, clock) => endsAt[clock] - moment)) / 1000;
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

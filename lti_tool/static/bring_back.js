// Waits, in a frame that keeps no cookie, for what is chosen in the tab that it opened, and takes it to the course.
// Without this script the button does it.
const form = document.querySelector("[data-bring-back]");
const opener = document.querySelector("[data-opens-tab]");
const told = form.querySelector("[data-choosing]");
const button = form.querySelector("button");
const SOON = 2_000; // ms
const SELDOM = 15_000;
const LOGIN_LASTS = 360_000; // a tab that has not begun to choose by then never will: it opened something else

let asked = 0;
let wait = SOON;
let timer = 0;
let isLooking = false; // once it is chosen, for good: the code is good for one post

async function ask() {
  const answer = await fetch(form.dataset.stateUrl, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    credentials: "omit",
  }).catch(() => null);
  return answer?.ok ? (await answer.json()).state : "unknown";
}

async function look() {
  if (isLooking) return;
  isLooking = true;
  clearTimeout(timer);
  const state = await ask();
  if (state === "chosen") {
    form.submit();
    return;
  }
  isLooking = false;
  if (state === "choosing") {
    told.textContent = told.dataset.choosingWords;
    told.hidden = button.hidden = false;
    wait = SOON;
  } else wait = Math.min(wait * 1.5, SELDOM);
  if (state === "choosing" || Date.now() - asked < LOGIN_LASTS) timer = setTimeout(look, wait);
}

function begin() {
  asked = Date.now();
  wait = SOON;
  clearTimeout(timer);
  timer = setTimeout(look, wait);
}

opener?.addEventListener("submit", begin);
document.addEventListener("visibilitychange", () => {
  if (asked && !document.hidden) look();
});
if (opener) told.hidden = button.hidden = true; // until there is something to wait for
else begin();

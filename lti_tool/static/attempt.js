// Saves each answer as it is given, tries again while the network is away, and says so; Submit works without it.
const PATIENCE = 15000; // ms for one request
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const WORDS = {
  saving: "Saving…",
  saved: "Saved",
  trying: "Not saved yet – we will try again",
};
const REFUSED = "This answer could not be saved. Open the quiz from your course again.";

const form = document.querySelector("form[data-attempt]");
const token = form.querySelector("input[name=csrf_token]").value;

/** The server understood and said no: trying again would not help. */
class Refused extends Error {}

async function sentence(response) {
  const plain = response.headers.get("Content-Type")?.startsWith("text/plain");
  const words = plain ? (await response.text()).trim() : "";
  return words.slice(0, 300) || REFUSED;
}

async function send(url, options) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": token, Accept: "text/plain" },
    body: new URLSearchParams(options.map((id) => ["option", id])),
    redirect: "error",
    keepalive: true,
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (response.ok) return;
  const passing = response.status >= 500 || response.status === 408 || response.status === 429;
  if (passing) throw new Error(`status ${response.status}`);
  throw new Refused(await sentence(response));
}

/** One question: at most one request on its way, and only the newest choice waiting behind it. */
class Question {
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.status = fieldset.querySelector(".saved");
    this.waiting = null;
    this.sending = false;
    this.wait = FIRST_WAIT;
    this.timer = 0;
    fieldset.addEventListener("change", () => this.choose());
  }

  get chosen() {
    return [...this.fieldset.querySelectorAll("input:checked")].map((input) => input.value);
  }

  get isUnsaved() {
    return this.sending || this.waiting !== null;
  }

  choose() {
    this.waiting = this.chosen;
    this.wait = FIRST_WAIT;
    this.flush();
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.sending || this.waiting === null) return;
    const options = this.waiting;
    this.waiting = null;
    this.sending = true;
    if (this.wait === FIRST_WAIT) this.say("saving");
    try {
      await send(this.fieldset.dataset.saveUrl, options);
      this.settle("saved");
    } catch (problem) {
      if (problem instanceof Refused) this.settle("refused", problem.message);
      else this.retryLater(options);
    }
    guardLeaving();
  }

  settle(state, words) {
    this.sending = false;
    this.wait = FIRST_WAIT;
    if (this.waiting === null) this.say(state, words);
    else this.flush();
  }

  retryLater(options) {
    this.sending = false;
    this.waiting ??= options; // a newer choice wins
    this.say("trying");
    this.timer = setTimeout(() => this.flush(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  say(state, words = WORDS[state]) {
    if (this.status.textContent === words) return;
    this.status.dataset.state = state;
    this.status.textContent = words;
  }
}

const questions = [...form.querySelectorAll("[data-save-url]")].map((fieldset) => new Question(fieldset));
let submitting = false;

function warn(event) {
  if (submitting) return;
  event.preventDefault();
  event.returnValue = "";
}

/** The browser asks "leave this page?" only while an answer is not saved. */
function guardLeaving() {
  const change = questions.some((question) => question.isUnsaved) ? "addEventListener" : "removeEventListener";
  window[change]("beforeunload", warn);
}

function countAnswered() {
  const answered = questions.filter((question) => question.chosen.length > 0).length;
  for (const place of form.querySelectorAll("[data-answered]")) place.textContent = answered;
  form.querySelector("progress").value = answered;
}

form.addEventListener("change", () => {
  countAnswered();
  guardLeaving();
});

form.addEventListener("submit", (event) => {
  submitting = navigator.onLine;
  if (submitting) return;
  event.preventDefault(); // the browser's own error page would lose the answers
  form.querySelector("[data-form-status]").textContent = "You are offline. Your answers are still here; submit when you are connected again.";
});

window.addEventListener("online", () => {
  form.querySelector("[data-form-status]").textContent = "";
  for (const question of questions) question.flush();
});

window.addEventListener("pageshow", () => {
  submitting = false;
  countAnswered();
});

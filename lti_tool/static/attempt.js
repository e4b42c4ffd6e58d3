// Saves each answer as it is given, tries again while the network is away, and says so; Submit works without it.
const PATIENCE = 15000; // ms for one request
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const form = document.querySelector("form[data-attempt]");
const words = form.dataset; // saving, saved, trying, refused, offline: in the page's language
const token = form.querySelector("input[name=csrf_token]").value;

/** The server understood and said no: trying again would not help. */
class Refused extends Error {}

async function sentence(response) {
  const plain = response.headers.get("Content-Type")?.startsWith("text/plain");
  const said = plain ? (await response.text()).trim() : "";
  return said.slice(0, 300) || words.refused;
}

async function send(url, answer) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "X-CSRFToken": token, Accept: "text/plain" },
    body: new URLSearchParams([...answer.tokens.map((token) => ["option", token]), ["sure", answer.sure]]),
    redirect: "error",
    keepalive: true,
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (response.ok) return;
  const passing = response.status >= 500 || response.status === 408 || response.status === 429;
  if (passing) throw new Error(`status ${response.status}`);
  throw new Refused(await sentence(response));
}

/** As the server describes it in the hidden field: what the page was shown with. */
function describe(answer) {
  return `${answer.tokens.join(" ")} ${answer.sure}`.trim();
}

/** One question: at most one request on its way, and only the newest choice waiting behind it. */
class Question {
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.status = fieldset.querySelector(".saved");
    this.shown = fieldset.querySelector("[data-shown]");
    this.fields = [...fieldset.querySelectorAll("[data-answer]")];
    this.waiting = null;
    this.sending = false;
    this.wait = FIRST_WAIT;
    this.timer = 0;
    fieldset.addEventListener("change", () => this.choose());
    if (describe(this.answer) !== this.shown.value) this.choose(); // answered while this script was on its way
  }

  get answer() {
    const given = this.fields.filter((field) => (field.localName === "select" ? field.value : field.checked));
    const sure = this.fieldset.querySelector("[data-sure]:checked")?.value ?? "";
    return { tokens: given.map((field) => field.value).sort(), sure };
  }

  get isComplete() {
    const { length } = this.answer.tokens;
    if (this.fieldset.dataset.type === "best_worst") return new Set(this.answer.tokens.map((token) => token.split("=")[1])).size === 2;
    return this.fields[0].localName === "select" ? length === this.fields.length : length > 0;
  }

  get isUnsaved() {
    return this.sending || this.waiting !== null;
  }

  choose() {
    this.waiting = this.answer;
    this.wait = FIRST_WAIT;
    this.flush();
  }

  async flush() {
    clearTimeout(this.timer);
    if (this.sending || this.waiting === null) return;
    const answer = this.waiting;
    this.waiting = null;
    this.sending = true;
    if (this.wait === FIRST_WAIT) this.say("saving");
    try {
      await send(this.fieldset.dataset.saveUrl, answer);
      this.shown.value = describe(answer); // submitting repeats only what is not saved
      this.settle("saved");
    } catch (problem) {
      if (problem instanceof Refused) this.settle("refused", problem.message);
      else this.retryLater(answer);
    }
    guardLeaving();
  }

  settle(state, sentence) {
    this.sending = false;
    this.wait = FIRST_WAIT;
    if (this.waiting === null) this.say(state, sentence);
    else this.flush();
  }

  retryLater(answer) {
    this.sending = false;
    this.waiting ??= answer; // a newer choice wins
    this.say("trying");
    this.timer = setTimeout(() => this.flush(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  say(state, sentence = words[state]) {
    if (this.status.textContent === sentence) return;
    this.status.dataset.state = state;
    this.status.textContent = sentence;
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
  const answered = questions.filter((question) => question.isComplete).length;
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
  form.querySelector("[data-form-status]").textContent = words.offline;
});

window.addEventListener("online", () => {
  form.querySelector("[data-form-status]").textContent = "";
  for (const question of questions) question.flush();
});

window.addEventListener("pageshow", () => {
  submitting = false;
  countAnswered();
});

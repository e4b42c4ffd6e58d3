// Saves each answer as it is given, tries again while the network is away, and says so; Submit works without it.
const { Saver, guardLeaving, post } = globalThis.saving;
const form = document.querySelector("form[data-attempt]");
const words = form.dataset; // saving, saved, trying, refused, offline: in the page's language
const headers = { "X-CSRFToken": form.querySelector("input[name=csrf_token]").value, Accept: "text/plain" };
const questions = [];
let submitting = false;

/** As the server describes it in the hidden field: what the page was shown with. */
function describe(answer) {
  return `${answer.tokens.join(" ")} ${answer.sure}`.trim();
}

class Question extends Saver {
  constructor(fieldset) {
    super(guard);
    this.fieldset = fieldset;
    this.status = fieldset.querySelector(".saved");
    this.shown = fieldset.querySelector("[data-shown]");
    this.fields = [...fieldset.querySelectorAll("[data-answer]")];
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

  choose() {
    this.note();
    this.flush();
  }

  async send() {
    const answer = this.answer;
    await post(this.fieldset.dataset.saveUrl, [...answer.tokens.map((token) => ["option", token]), ["sure", answer.sure]], headers);
    this.shown.value = describe(answer); // submitting repeats only what is not saved
  }

  refuse(problem) {
    this.say("refused", problem.message || words.refused);
  }

  say(state, sentence = words[state]) {
    if (this.status.textContent === sentence) return;
    this.status.dataset.state = state;
    this.status.textContent = sentence;
  }
}

function guard() {
  guardLeaving(!submitting && questions.some((question) => question.isUnsaved));
}

function countAnswered() {
  const answered = questions.filter((question) => question.isComplete).length;
  for (const place of form.querySelectorAll("[data-answered]")) place.textContent = answered;
  form.querySelector("progress").value = answered;
}

form.addEventListener("change", countAnswered);

form.addEventListener("submit", (event) => {
  submitting = navigator.onLine;
  guard();
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
  guard();
  countAnswered();
});

for (const fieldset of form.querySelectorAll("[data-save-url]")) questions.push(new Question(fieldset));
countAnswered();
guard();

// Saves each answer as it is given, tries again while the network is away, and says so; Submit works without it. What the
// server has not taken is never counted; it stays in this browser (kept.js), and is sent when the attempt is opened again.
const { Saver, guardLeaving, post, tellEndOfVisit } = globalThis.saving;
const { kept } = globalThis;
const HURRY = 3000; // ms that handing in waits for answers on their way
const form = document.querySelector("form[data-attempt]");
const words = form.dataset; // saving, saved, trying, refused, ended, offline …: in the page's language
const headers = { "X-CSRFToken": form.querySelector("input[name=csrf_token]").value, Accept: "text/plain" };
const links = [...document.querySelectorAll(".strip [data-number]")];
const questions = [];
let isKept = true; // whether this browser has what the server has not
let hasVisitEnded = false;
let isHandingIn = false;

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
    this.itemId = this.shown.name.slice("was-".length);
    this.fields = [...fieldset.querySelectorAll("[data-answer]")];
    this.hasSaved = this.isSaved && this.isComplete;
    this.hasPart = this.isSaved && this.answer.tokens.length > 0;
    fieldset.addEventListener("change", () => this.choose());
    this.isBack = this.bringBack();
    if (!this.isSaved) this.choose(); // answered while this script was on its way, or in a visit that ended
  }

  get answer() {
    const given = this.fields.filter((field) => (field.localName === "select" ? field.value : field.checked));
    const sure = this.fieldset.querySelector("[data-sure]:checked")?.value ?? "";
    return { tokens: given.map((field) => field.value).sort(), sure };
  }

  get isSaved() {
    return describe(this.answer) === this.shown.value;
  }

  get isComplete() {
    const { length } = this.answer.tokens;
    if (this.fieldset.dataset.type === "best_worst") return new Set(this.answer.tokens.map((token) => token.split("=")[1])).size === 2;
    return this.fields[0].localName === "select" ? length === this.fields.length : length > 0;
  }

  get state() {
    if (this.isStuck && !this.isSaved) return "unsaved";
    if (this.hasSaved) return "answered";
    return this.hasPart ? "partly" : "open";
  }

  /** Fill in what this browser kept, unless another answer was saved since; whether it did. */
  bringBack() {
    const entry = keptAnswers()[this.itemId];
    if (!entry) return false;
    const isNewest = entry.was === this.shown.value && describe(entry) !== this.shown.value;
    if (isNewest) this.fill(entry);
    else keepAnswer(this.itemId);
    return isNewest;
  }

  fill({ tokens, sure }) {
    for (const field of this.fields) {
      if (field.localName !== "select") field.checked = tokens.includes(field.value);
      else field.value = [...field.options].find((option) => tokens.includes(option.value))?.value ?? "";
    }
    for (const field of this.fieldset.querySelectorAll("[data-sure]")) field.checked = field.value === sure;
  }

  choose() {
    this.keep();
    this.note();
    this.flush();
  }

  async send() {
    const answer = this.answer;
    const isComplete = this.isComplete;
    await post(this.fieldset.dataset.saveUrl, [...answer.tokens.map((token) => ["option", token]), ["sure", answer.sure]], headers);
    this.shown.value = describe(answer); // submitting repeats only what is not saved
    [this.hasSaved, this.hasPart] = [isComplete, answer.tokens.length > 0];
    this.keep();
  }

  keep() {
    keepAnswer(this.itemId, this.isSaved ? undefined : { ...this.answer, was: this.shown.value });
  }

  refuse(problem) {
    if (problem.isEndOfVisit) return this.endVisit();
    if (!this.isNewer) keepAnswer(this.itemId);
    this.say("refused", problem.message || words.refused);
  }

  endVisit() {
    hasVisitEnded = true;
    this.isWaiting = !isKept; // then it is still in its fields alone
    this.say("refused", words.ended);
    tellEndOfVisit(isKept);
  }

  say(state, sentence = words[state]) {
    this.isStuck = state === "trying" || state === "refused" || (state === "saving" && this.isStuck);
    mark();
    if (this.status.textContent === sentence) return;
    this.status.dataset.state = state;
    this.status.textContent = sentence;
  }
}

/** By item: the answer, and what the server had when it was given. */
function keptAnswers() {
  return kept.read(words.keptName) ?? {};
}

/** Another tab keeps its own answers in the same place. */
function keepAnswer(itemId, entry) {
  const answers = { ...keptAnswers(), [itemId]: entry };
  if (Object.values(answers).some(Boolean)) isKept = kept.keep(words.keptName, answers);
  else kept.forget(words.keptName);
}

function guard() {
  guardLeaving(!isHandingIn && questions.some((question) => question.isUnsaved));
}

/** Say of each question whether the server has its answer: on the strip, in the review, and in the count. */
function mark() {
  if (questions.length < links.length) return; // more are on their way
  const states = questions.map((question) => question.state);
  const answered = states.filter((state) => state === "answered").length;
  for (const place of form.querySelectorAll("[data-answered]")) place.textContent = answered;
  form.querySelector("progress").value = answered;
  links.forEach((link, index) => {
    link.dataset.state = states[index];
    link.setAttribute("aria-label", `${link.dataset.number}: ${words[states[index]]}`);
  });
  for (const group of form.querySelectorAll("[data-group]")) fillGroup(group, links.filter((link) => link.dataset.state === group.dataset.group));
  const hasGaps = answered < states.length;
  const button = form.querySelector("[data-hand-in]");
  button.classList.toggle("quiet", hasGaps);
  button.textContent = hasGaps ? words.anyway : words.submit;
  button.name = hasGaps ? "confirmed" : ""; // what is missing stands above it
  form.querySelector("[data-gap-words]").hidden = !hasGaps;
}

function fillGroup(group, members) {
  group.hidden = members.length === 0;
  group.querySelector("ul").replaceChildren(...members.map((link) => {
    const item = document.createElement("li");
    const way = Object.assign(document.createElement("a"), { href: link.hash, textContent: link.dataset.number });
    way.classList.add("button", "quiet", "slim");
    item.append(way);
    return item;
  }));
}

function tell(sentence) {
  form.querySelector("[data-form-status]").textContent = sentence;
}

/** What is still on its way is waited for; then the form itself brings whatever the server does not have. */
async function handIn(submitter) {
  const sending = questions.filter((question) => question.isUnsaved).map((question) => question.flush());
  await Promise.race([Promise.all(sending), new Promise((done) => setTimeout(done, HURRY))]);
  if (hasVisitEnded) return tell(words.ended);
  isHandingIn = true;
  guard();
  form.requestSubmit(submitter);
}

form.addEventListener("submit", (event) => {
  const isReady = !hasVisitEnded && navigator.onLine && !questions.some((question) => question.isUnsaved);
  if (isHandingIn || isReady) {
    isHandingIn = true;
    return guard();
  }
  event.preventDefault();
  if (navigator.onLine) handIn(event.submitter);
  else tell(words.offline); // the browser's own error page would lose the answers
});

window.addEventListener("online", () => {
  tell("");
  for (const question of questions) question.flush();
});

window.addEventListener("pageshow", () => {
  isHandingIn = false;
  guard();
  mark();
});

async function tellWhatIsBack() {
  const back = questions.filter((question) => question.isBack);
  await Promise.all(back.map((question) => question.flush()));
  const saved = back.filter((question) => question.isSaved).length;
  if (!saved) return;
  form.querySelector("[data-brought-back]").textContent = saved === 1 ? words.backOne : words.backMany.replace("%(num)s", saved);
}

for (const fieldset of form.querySelectorAll("[data-save-url]")) questions.push(new Question(fieldset));
mark();
guard();
tellWhatIsBack();

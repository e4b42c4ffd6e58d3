// Activities without leaving the page: forms are sent in the background and their section is replaced; what is
// being typed or chosen is saved as it goes, and stays in its field whatever happens to the network or the visit.
const PAUSE = 800; // ms without a keystroke before a draft is sent
const { Refused, Saver, guardLeaving, post, tellEndOfVisit } = globalThis.saving;
const ground = document.querySelector("[data-activities]");
const words = ground.dataset;

const addressOf = (form) => form.action.split("#")[0];

/** Why it is not saved, in words; the first time because the visit has ended, the page says so above it, too. */
function refusal(problem) {
  if (!problem.isEndOfVisit) return problem.message ? `${problem.message} ${words.refused}` : words.refused;
  tellEndOfVisit(false);
  return words.refused;
}

/** The form's section as the server sees it now, also where something in it is not right. */
async function fetchSection(form, fields) {
  try {
    const response = await post(addressOf(form), fields, { Accept: "text/plain, text/html", "X-Fragment": "1" });
    return await response.text();
  } catch (problem) {
    const { response } = problem;
    if (response?.status === 422 && response.headers.get("Content-Type")?.startsWith("text/html")) return await response.text();
    throw problem;
  }
}

/** Whether a field of the form is; each says so itself. */
function isTooLong(form) {
  const fields = [...form.querySelectorAll("[data-longest]")];
  const long = fields.filter((field) => field.value.trim().length > Number(field.dataset.longest));
  for (const field of fields) field.setAttribute("aria-invalid", long.includes(field));
  return long.length > 0;
}

function say(form, state, sentence) {
  const line = form.querySelector(".saved");
  if (!line || line.textContent === sentence) return;
  line.dataset.state = state;
  line.textContent = sentence;
}

/** What somebody is filling in. */
class Draft extends Saver {
  constructor(form) {
    super(guard);
    this.form = form;
    form.addEventListener("input", () => this.note(PAUSE));
    form.addEventListener("change", () => this.note());
  }

  note(pause) {
    if (this.isGone) return;
    super.note(pause);
    if (isTooLong(this.form)) this.say("refused", words.tooLong);
  }

  flush() {
    return this.isGone || isTooLong(this.form) ? this.sending : super.flush();
  }

  async send() {
    await post(addressOf(this.form), [...new FormData(this.form), ["do", "draft"]], { Accept: "text/plain, text/html" });
  }

  refuse(problem) {
    this.isWaiting = true; // it is still in its field alone
    this.say("refused", refusal(problem));
  }

  say(state, sentence = words[state]) {
    say(this.form, state, sentence);
  }

  /** The form is sent as a whole, or has left the page: drafts of it would come too late. */
  async retire() {
    this.isGone = true;
    this.isWaiting = false;
    clearTimeout(this.timer);
    await this.sending;
  }

  revive() {
    this.isGone = false;
    this.isWaiting = true;
  }
}

const drafts = new Map();
const unsent = new Set(); // forms that are sent once and never drafted, such as a survey without names

function guard() {
  guardLeaving(unsent.size > 0 || [...drafts.values()].some((draft) => draft.isUnsaved));
}

function prepare(section) {
  for (const form of section.querySelectorAll("form[data-draft]")) drafts.set(form, new Draft(form));
}

/** Put the fresh section in its place; the first thing it has to say takes the focus, and so is read out, unless
 *  somebody has gone on to something else meanwhile: what they type or press there must not go astray.
 *  A form with words that were never sent stays as it is, unless it is the one that was sent. */
function swap(section, html, sent) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById(section.id);
  if (!fresh) throw new Refused("");
  const isHere = document.activeElement === document.body || section.contains(document.activeElement);
  for (const line of ["activities-done", "activities-left"]) {
    document.getElementById(line)?.replaceChildren(...(page.getElementById(line)?.childNodes ?? []));
  }
  for (const form of section.querySelectorAll("form")) {
    drafts.delete(form);
    const same = form !== sent && unsent.has(form) && fresh.querySelector("form[data-guard]");
    if (same) same.replaceWith(form);
    else unsent.delete(form);
  }
  fresh.dataset.fresh = ""; // what comes to lie under a resting pointer is not pointed at
  section.replaceWith(fresh);
  document.getElementById("left-to-do")?.remove(); // it was true when Done was pressed
  prepare(fresh);
  if (!isHere) return;
  const target = fresh.querySelector("[data-focus]") ?? fresh;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

async function act(form, submitter) {
  const section = form.closest("[data-activity]");
  const draft = drafts.get(form);
  if (isTooLong(form)) return say(form, "refused", words.tooLong);
  const fields = [...new FormData(form)];
  if (submitter?.name) fields.push([submitter.name, submitter.value]);
  await draft?.retire();
  for (const other of section.querySelectorAll("form[data-draft]")) if (other !== form) await drafts.get(other)?.flush();
  say(form, "saving", words.saving);
  section.setAttribute("aria-busy", "true");
  try {
    swap(section, await fetchSection(form, fields), form);
  } catch (problem) {
    draft?.revive();
    say(form, "refused", problem instanceof Refused ? refusal(problem) : words.offline);
  } finally {
    section.removeAttribute("aria-busy");
    guard();
  }
}

ground.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form) return;
  event.preventDefault();
  if (form.closest("[aria-busy]")) return; // a second tap
  act(form, event.submitter);
});

/** A verdict, or the mark of a gap, holds for the choice it was given for. */
function forgetVerdict(row) {
  for (const said of row.querySelectorAll(".verdict, .missing")) said.remove();
  row.classList.remove("right", "wrong", "unanswered");
  row.removeAttribute("aria-describedby");
  row.closest('[data-activity="sort"]')?.querySelector(".outcome")?.remove();
}

ground.addEventListener("change", (event) => {
  const row = event.target.closest("fieldset.part");
  if (row) forgetVerdict(row);
});

ground.addEventListener("pointermove", (event) => {
  if (event.movementX || event.movementY) delete event.target.closest("[data-fresh]")?.dataset.fresh;
});

ground.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (!form) return;
  unsent.add(form);
  guard();
});

ground.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-after-saving]");
  const draft = link && drafts.get(link.closest("form"));
  if (!draft?.isUnsaved || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  await draft.flush();
  location.assign(link.href);
});

const flushAll = () => [...drafts.values()].forEach((draft) => draft.flush());
window.addEventListener("online", flushAll);
window.addEventListener("pagehide", flushAll);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && flushAll());
prepare(ground);

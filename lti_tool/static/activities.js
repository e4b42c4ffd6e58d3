// Activities without leaving the page: forms are sent in the background and their section is put in anew; what is
// being typed or chosen is saved as it goes, and stays in its field whatever happens to the network or the visit.
const PAUSE = 800; // ms without a keystroke before a draft is sent
const PATIENCE = 15000; // ms for one request
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const LARGEST_KEPT_ALIVE = 60000; // https://fetch.spec.whatwg.org/#http-network-or-cache-fetch: 64 KiB

const ground = document.querySelector("[data-activities]");
const words = ground.dataset;

/** The server understood and said no, in one sentence: trying again would not help. */
class Refused extends Error {}

async function post(form, fields, headers = {}) {
  const body = new URLSearchParams(fields);
  const response = await fetch(form.action.split("#")[0], {
    method: "POST",
    headers: { Accept: "text/plain, text/html", ...headers },
    body,
    redirect: "error",
    keepalive: body.toString().length < LARGEST_KEPT_ALIVE, // outlives the page
    signal: AbortSignal.timeout(PATIENCE),
  });
  const type = response.headers.get("Content-Type") ?? "";
  if (response.ok || (headers["X-Fragment"] && response.status === 422 && type.startsWith("text/html"))) return response;
  if (response.status >= 500 || response.status === 408 || response.status === 429) throw new Error(`status ${response.status}`);
  const sentence = type.startsWith("text/plain") ? (await response.text()).trim().slice(0, 300) : "";
  throw new Refused(sentence ? `${sentence} ${words.refused}` : words.refused);
}

const isTooLong = (form) =>
  [...form.querySelectorAll("[data-longest]")].some((field) => field.value.trim().length > Number(field.dataset.longest));

function say(form, state, sentence) {
  const line = form.querySelector(".saved");
  if (!line || line.textContent === sentence) return;
  line.dataset.state = state;
  line.textContent = sentence;
}

/** What somebody is filling in: at most one request on its way, and only the newest state waiting behind it. */
class Draft {
  constructor(form) {
    this.form = form;
    this.isWaiting = false;
    this.sending = null;
    this.wait = FIRST_WAIT;
    this.timer = 0;
    form.addEventListener("input", () => this.note(PAUSE));
    form.addEventListener("change", () => this.note(0));
  }

  get isUnsaved() {
    return this.isWaiting || this.sending !== null;
  }

  note(pause) {
    if (this.isGone) return;
    this.isWaiting = true;
    this.wait = FIRST_WAIT;
    guardLeaving();
    if (isTooLong(this.form)) return this.pauseUntilShorter();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  pauseUntilShorter() {
    clearTimeout(this.timer);
    say(this.form, "refused", words.tooLong);
  }

  flush() {
    clearTimeout(this.timer);
    if (this.sending || !this.isWaiting || this.isGone || isTooLong(this.form)) return this.sending;
    this.isWaiting = false;
    this.sending = this.send().finally(() => {
      this.sending = null;
      guardLeaving();
      if (this.isWaiting && this.wait === FIRST_WAIT) this.note(PAUSE);
    });
    return this.sending;
  }

  async send() {
    if (this.wait === FIRST_WAIT) say(this.form, "saving", words.saving);
    try {
      await post(this.form, [...new FormData(this.form), ["do", "draft"]]);
      this.wait = FIRST_WAIT;
      say(this.form, "saved", words.saved);
    } catch (problem) {
      this.isWaiting = true;
      if (problem instanceof Refused) say(this.form, "refused", problem.message);
      else this.retryLater();
    }
  }

  retryLater() {
    say(this.form, "trying", words.trying);
    this.timer = setTimeout(() => this.flush(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
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

function warn(event) {
  event.preventDefault();
  event.returnValue = "";
}

/** The browser asks "leave this page?" only while something typed is not saved. */
function guardLeaving() {
  const change = unsent.size || [...drafts.values()].some((draft) => draft.isUnsaved) ? "addEventListener" : "removeEventListener";
  window[change]("beforeunload", warn);
}

function prepare(section) {
  for (const form of section.querySelectorAll("form[data-draft]")) drafts.set(form, new Draft(form));
}

/** Put the fresh section in its place; the first thing it has to say takes the focus, and so is read out. */
function swap(section, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = page.getElementById(section.id);
  if (!fresh) throw new Refused(words.refused);
  for (const line of ["activities-done", "activities-left"]) {
    document.getElementById(line)?.replaceChildren(...(page.getElementById(line)?.childNodes ?? []));
  }
  for (const form of section.querySelectorAll("form")) {
    drafts.delete(form);
    unsent.delete(form);
  }
  fresh.dataset.fresh = ""; // what comes to lie under a resting pointer is not pointed at
  section.replaceWith(fresh);
  prepare(fresh);
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
  say(form, "saving", words.saving);
  section.setAttribute("aria-busy", "true");
  try {
    const response = await post(form, fields, { "X-Fragment": "1" });
    swap(section, await response.text());
  } catch (problem) {
    draft?.revive();
    say(form, "refused", problem instanceof Refused ? problem.message : words.offline);
  } finally {
    section.removeAttribute("aria-busy");
    guardLeaving();
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
  guardLeaving();
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

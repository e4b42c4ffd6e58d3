// What the quiz and the activities share: whatever is filled in is saved as it goes, again and again while the network
// is away. Pages load this before their own script; an import would have no version in its address, and be kept too long.
const PATIENCE = 15000; // ms for one request
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const LARGEST_KEPT_ALIVE = 60000; // https://fetch.spec.whatwg.org/#http-network-or-cache-fetch: 64 KiB

const ENDED = "session_ended"; // the code of lti_tool/lti/errors.py

/** The server understood and said no, in a sentence or without: trying again would not help. */
class Refused extends Error {
  constructor(sentence, response) {
    super(sentence);
    this.response = response;
  }

  get isEndOfVisit() {
    return this.response?.headers.get("X-Problem") === ENDED;
  }
}

/** Say on the page that the visit has ended, and the way back; `isKept`: whether this browser has what was not saved. */
function tellEndOfVisit(isKept) {
  const words = document.querySelector("template[data-visit-ended]");
  if (!words) return; // it is said already
  for (const line of words.content.querySelectorAll("[data-if-kept]")) line.hidden = (line.dataset.ifKept === "yes") !== isKept;
  const said = words.content.firstElementChild;
  words.replaceWith(said);
  said.scrollIntoView({ block: "nearest" });
}

/** Send a form's fields; a request outlives the page where it can. */
async function post(url, fields, headers) {
  const body = new URLSearchParams(fields);
  const response = await fetch(url, {
    method: "POST",
    headers,
    body,
    redirect: "error",
    keepalive: body.toString().length < LARGEST_KEPT_ALIVE,
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (response.ok) return response;
  if (response.status >= 500 || response.status === 408 || response.status === 429) throw new Error(`status ${response.status}`);
  const isPlain = response.headers.get("Content-Type")?.startsWith("text/plain");
  throw new Refused(isPlain ? (await response.text()).trim().slice(0, 300) : "", response);
}

/** At most one request on its way, and only the newest state waiting behind it. A page says how to `send` and to `say`. */
class Saver {
  constructor(guard) {
    this.guard = guard;
    this.isWaiting = false;
    this.isNewer = false; // than what is on its way
    this.sending = null;
    this.wait = FIRST_WAIT;
    this.pause = 0;
    this.timer = 0;
  }

  get isUnsaved() {
    return this.isWaiting || this.sending !== null;
  }

  /** Something has changed; it is sent after a pause in which nothing else does. */
  note(pause = 0) {
    this.isWaiting = this.isNewer = true;
    this.wait = FIRST_WAIT;
    this.pause = pause;
    this.flushIn(pause);
    this.guard();
  }

  flushIn(time) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), time);
  }

  flush() {
    clearTimeout(this.timer);
    if (this.sending || !this.isWaiting) return this.sending;
    this.isWaiting = this.isNewer = false;
    this.sending = this.save().finally(() => {
      this.sending = null;
      if (this.isNewer) this.flushIn(this.pause);
      this.guard();
    });
    return this.sending;
  }

  async save() {
    if (this.wait === FIRST_WAIT) this.say("saving");
    try {
      await this.send();
      this.wait = FIRST_WAIT;
      if (!this.isNewer) this.say("saved");
    } catch (problem) {
      if (problem instanceof Refused) this.refuse(problem);
      else this.retryLater();
    }
  }

  retryLater() {
    this.isWaiting = true;
    this.say("trying");
    this.flushIn(this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }
}

function warn(event) {
  event.preventDefault();
  event.returnValue = "";
}

/** The browser asks "leave this page?" only while something is unsaved. */
function guardLeaving(isUnsaved) {
  window[isUnsaved ? "addEventListener" : "removeEventListener"]("beforeunload", warn);
}

globalThis.saving = { Refused, Saver, guardLeaving, post, tellEndOfVisit };

// "Read to me": the browser's own speech says the step that is shown, and what is said is marked. We send nothing
// anywhere; but a browser's voice may work on its maker's servers, so voices of the device come first, and others are
// told before they are used. Pausing cancels, and going on says the sentence again: engines differ too much in `pause`.
const START_MS = 5000; // a voice that has not begun by then is silent
const SLOWEST_MS = 250; // a character, at normal speed: one that takes longer has broken off
const bar = document.querySelector("[data-read-aloud]");
const engine = window.speechSynthesis;
if (bar && engine && "SpeechSynthesisUtterance" in window) readAloud(bar, bar.closest("[data-steps]"), engine);

function remembered(name, usual) {
  try { return localStorage.getItem(name) ?? usual; } catch { return usual; } // a frame may be denied its storage
}

function remember(name, value) {
  try { localStorage.setItem(name, value); } catch { /* it is asked again */ }
}

function readAloud(bar, lesson, engine) {
  const [play, stop, rate] = ["play", "stop", "rate"].map((name) => bar.querySelector(`[data-${name}]`));
  const status = lesson.querySelector("[data-read-aloud-said]");
  const words = bar.dataset;
  let sentences = [], at = 0, state = "still", utterance = null, timer = 0;
  let mayLeave = remembered("read-aloud-elsewhere") === "yes";

  function mark(sentence) {
    for (const block of lesson.querySelectorAll(".being-read")) block.classList.remove("being-read");
    if (CSS.highlights) CSS.highlights.delete("reading");
    if (!sentence) return;
    if (CSS.highlights) CSS.highlights.set("reading", new Highlight(sentence.range));
    else sentence.block.classList.add("being-read");
    const box = sentence.range.getBoundingClientRect();
    if (box.top < bar.offsetHeight || box.bottom > innerHeight) sentence.block.scrollIntoView({ block: "center" });
  }

  function turn(next, said = "") {
    state = next;
    bar.classList.toggle("active", next !== "still");
    play.textContent = { still: words.start, reading: words.pause, paused: words.goOn, asking: words.anyway }[next];
    stop.hidden = next === "still";
    if (status.textContent !== said) status.textContent = said;
  }

  function hush() {
    utterance = null;
    clearTimeout(timer);
    engine.cancel();
  }

  function end(said) {
    hush();
    mark(null);
    at = 0;
    turn("still", said);
  }

  function watch(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(() => end(engine.getVoices().length ? words.silent : words.noVoice), milliseconds);
  }

  /** The best voice of a language: one of the device before one that is not; undefined where there is none. */
  function voiceFor(language) {
    const base = (tag) => tag.replace("_", "-").split("-")[0].toLowerCase();
    const wanted = document.documentElement.dataset.locale;
    const score = (voice) => 4 * voice.localService + 2 * (voice.lang.replace("_", "-") === wanted) + voice.default;
    const fitting = engine.getVoices().filter((voice) => base(voice.lang) === base(language));
    return fitting.sort((one, other) => score(other) - score(one))[0];
  }

  function where(voice) {
    const pattern = !voice ? words.unknown : voice.localService ? words.local : words.remote;
    return pattern.replace("%(voice)s", () => voice?.name ?? "");
  }

  /** Whether a sentence can be read, and by a voice that was agreed to; what an activity has replaced is gone. */
  function isReadable({ range, language }) {
    const voice = voiceFor(language);
    return range.startContainer.isConnected && (voice || !engine.getVoices().length) && (voice?.localService || mayLeave);
  }

  function say() {
    while (sentences[at] && !isReadable(sentences[at])) at += 1;
    const sentence = sentences[at];
    if (!sentence) return end(words.finished);
    const voice = voiceFor(sentence.language);
    const mine = utterance = new SpeechSynthesisUtterance(sentence.text);
    utterance.lang = voice?.lang ?? sentence.language;
    utterance.voice = voice ?? null;
    utterance.rate = Number(rate.value);
    utterance.onstart = () => { if (mine === utterance) watch(START_MS + (sentence.text.length * SLOWEST_MS) / mine.rate); };
    utterance.onend = () => { if (mine === utterance) { at += 1; say(); } };
    utterance.onerror = () => { if (mine === utterance) end(words.silent); };
    turn("reading", where(voice));
    mark(sentence);
    watch(START_MS);
    engine.speak(utterance);
  }

  /** A voice that is not the device's, or of which nobody knows, is told first and used at the second press. */
  function begin() {
    const voice = voiceFor(bar.dataset.language);
    if (!voice && engine.getVoices().length) return end(words.noLanguage);
    if (!voice?.localService && !mayLeave && state !== "asking") return turn("asking", where(voice));
    if (state === "asking") {
      mayLeave = true;
      remember("read-aloud-elsewhere", "yes");
    }
    sentences = whatIsShown().flatMap(globalThis.sentencesIn);
    at = 0;
    engine.cancel(); // another page may have left it in the middle
    say();
  }

  /** The step that is shown, the first one with the lesson's title; without steps, the lesson. */
  function whatIsShown() {
    const step = document.documentElement.classList.contains("stepping") ? lesson.querySelector(".step.now") : null;
    if (!step) return [lesson];
    return step.id === "step-1" ? [lesson.querySelector("h1"), step] : [step];
  }

  play.addEventListener("click", () => {
    if (state === "reading") {
      hush();
      turn("paused", words.paused);
    } else if (state === "paused") say();
    else begin();
  });
  stop.addEventListener("click", () => end(""));
  rate.addEventListener("change", () => {
    remember("read-aloud-rate", rate.value);
    if (state !== "reading") return;
    hush();
    say();
  });

  let shown = whatIsShown().at(-1);
  new MutationObserver(() => {
    if (shown === whatIsShown().at(-1)) return;
    shown = whatIsShown().at(-1);
    if (state !== "still") end("");
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["class"], subtree: true });
  window.addEventListener("pagehide", hush);
  rate.value = remembered("read-aloud-rate", "1");
  if (!rate.value) rate.value = "1";
  engine.getVoices(); // some browsers begin to look for them only when asked
  bar.hidden = false;
}

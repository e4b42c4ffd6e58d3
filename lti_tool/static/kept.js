// What this browser keeps for somebody until the server has it, and how they like their pages. The server makes each name
// from the person and their attempt, so that nobody else at this desk is shown it or hands it in; every entry has an end.
(() => {
  const PREFIX = "kept-";
  const DAY = 86_400_000; // ms
  const MOST = 40; // entries; those that end first go first
  const LONGEST = 20_000; // characters of one

  /** None where the browser refuses, as some do in a frame of another site. */
  function storage() {
    try {
      return globalThis.localStorage;
    } catch {
      return null;
    }
  }

  function read(name) {
    try {
      const { until, value } = JSON.parse(storage()?.getItem(PREFIX + name) ?? "{}");
      return until > Date.now() ? value : undefined;
    } catch {
      return undefined;
    }
  }

  /** Whether it is kept. */
  function keep(name, value, days = 3) {
    const entry = JSON.stringify({ until: Date.now() + days * DAY, value });
    try {
      if (entry.length > LONGEST || !storage()) return false;
      storage().setItem(PREFIX + name, entry);
      return true;
    } catch {
      return false; // full, or forbidden
    }
  }

  function forget(name) {
    storage()?.removeItem(PREFIX + name);
  }

  function endOf(key) {
    try {
      return JSON.parse(storage().getItem(key)).until || 0;
    } catch {
      return 0;
    }
  }

  function sweep() {
    const ends = Object.keys(storage() ?? {}).filter((key) => key.startsWith(PREFIX)).map((key) => [endOf(key), key]);
    ends.sort(([one], [other]) => other - one);
    ends.forEach(([until, key], place) => (place >= MOST || until < Date.now()) && storage().removeItem(key));
  }

  sweep();
  if (document.currentScript.dataset.forget) forget(document.currentScript.dataset.forget); // it was handed in
  globalThis.kept = { read, keep, forget };
})();

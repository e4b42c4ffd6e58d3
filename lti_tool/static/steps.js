// A lesson one step at a time. Loaded before the page is drawn, so that nothing flashes; where it does not load, the
// whole lesson stands there. The place is kept by the server for any device, and by the address for Back.
(() => {
  const root = document.documentElement;
  root.classList.add("stepping");

  function start() {
    const lesson = document.querySelector("[data-steps]");
    const steps = [...(lesson?.querySelectorAll(".step") ?? [])];
    if (steps.length < 2) return root.classList.remove("stepping");
    const links = [...lesson.querySelectorAll(".segments a")];
    const keeper = document.getElementById("keep-step");
    let now = Math.max(0, steps.findIndex((step) => step.classList.contains("now")));

    function keep() {
      if (!keeper) return;
      const fields = new URLSearchParams([...new FormData(keeper), ["step", now + 1]]);
      fetch(keeper.action, { method: "POST", body: fields, keepalive: true, redirect: "error" }).catch(() => {}); // the next step keeps it again
    }

    function mark() {
      lesson.classList.toggle("further", now > 0);
      steps.forEach((step, index) => step.classList.toggle("now", index === now));
      links.forEach((link, index) => {
        link.classList.toggle("past", index < now);
        if (index === now) link.setAttribute("aria-current", "step");
        else link.removeAttribute("aria-current");
      });
    }

    function show(index, { focus = true } = {}) {
      if (index === now || !steps[index]) return;
      now = index;
      mark();
      keep();
      if (!focus || !root.classList.contains("stepping")) return;
      const heading = (now ? steps[now] : lesson).querySelector("h1, h2");
      heading?.setAttribute("tabindex", "-1");
      heading?.focus({ preventScroll: true });
      lesson.scrollIntoView();
    }

    function whole() {
      root.classList.remove("stepping");
      for (const foot of lesson.querySelectorAll("[data-step-foot]")) foot.hidden = true;
      steps[now].scrollIntoView();
    }

    /** The step of an address such as #step-3, or of anything in a step, such as #activity-fax. */
    function placeOf(hash) {
      const target = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
      return target ? steps.indexOf(target.closest(".step")) : -1;
    }

    for (const foot of lesson.querySelectorAll("[data-step-foot]")) foot.hidden = false;
    lesson.addEventListener("click", (event) => {
      if (event.target.closest("[data-whole]")) return whole();
      const link = event.target.closest(".segments a");
      const wanted = link ? links.indexOf(link) : event.target.closest("[data-continue]") ? now + 1 : -1;
      if (wanted < 0) return;
      event.preventDefault();
      if (wanted !== now) history.pushState(null, "", `#step-${wanted + 1}`);
      show(wanted);
      if (!root.classList.contains("stepping")) steps[wanted].scrollIntoView();
    });
    window.addEventListener("popstate", () => show(Math.max(0, placeOf(location.hash))));
    const asked = placeOf(location.hash);
    if (asked >= 0) show(asked, { focus: false });
    mark();
  }

  document.addEventListener("DOMContentLoaded", start);
})();

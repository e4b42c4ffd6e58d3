// A quiz one question at a time, with a strip that leads to each and a review before handing in; all on one page is a
// choice that this browser keeps. Without this script all of them stand on one page.
(() => {
  const root = document.documentElement;
  const { kept, Walk } = globalThis;
  const layout = `layout-${document.currentScript.dataset.person}`;
  const YEAR = 365; // days
  if (!Walk) return;
  root.classList.toggle("stepping", !kept?.read(layout));

  function start() {
    const form = document.querySelector("form[data-attempt]");
    const links = [...form.querySelectorAll(".strip a")];
    const foot = form.querySelector("[data-walk-foot]");
    const [before, after, whole] = ["before", "after", "layout"].map((name) => foot.querySelector(`[data-${name}]`));
    const walk = new Walk(form, links, (part) => part.querySelector("h2[tabindex]") ?? part, dress);
    const last = walk.parts.length - 1;

    /** What leads on from here. */
    function dress() {
      before.hidden = walk.isWhole || walk.now === 0;
      after.hidden = walk.isWhole || walk.now === last;
      after.firstElementChild.textContent = walk.now === last - 1 ? after.dataset.review : after.dataset.next;
      form.classList.toggle("reviewing", walk.now === last);
      whole.textContent = walk.isWhole ? whole.dataset.one : whole.dataset.all;
    }

    whole.addEventListener("click", () => {
      const isWhole = !walk.isWhole;
      if (isWhole) kept.keep(layout, true, YEAR);
      else kept.forget(layout);
      walk.setWhole(isWhole);
      dress();
    });
    before.addEventListener("click", () => walk.go(walk.now - 1));
    after.addEventListener("click", () => walk.go(walk.now + 1));
    form.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const wanted = link ? walk.placeOf(link.hash) : -1;
      if (wanted < 0 || walk.isWhole) return;
      event.preventDefault();
      walk.go(wanted);
    });
    form.addEventListener("focusin", (event) => {
      if (walk.isWhole) walk.show(walk.parts.indexOf(event.target.closest(".step")));
    });
    document.addEventListener("arrow", ({ detail }) => walk.go(walk.now + detail));
    for (const each of form.querySelectorAll("[data-without-script]")) each.remove();
    foot.hidden = false;
    dress();
  }

  document.addEventListener("DOMContentLoaded", start);
})();

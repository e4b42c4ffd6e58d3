// Parts of a page of which one is shown at a time: the steps of a lesson, the questions of a quiz. Loaded before the page
// is drawn, as is what uses it, so that nothing flashes; where either does not load, the whole page stands there.
(() => {
  const root = document.documentElement;

  class Walk {
    /** `links` lead to the parts, one each; `focusOf` says what takes the focus; `shown` hears of each part shown. */
    constructor(ground, links, focusOf, shown) {
      this.ground = ground;
      this.links = links;
      this.focusOf = focusOf;
      this.shown = shown;
      this.parts = [...ground.querySelectorAll(".step")];
      this.now = this.start = Math.max(0, this.parts.findIndex((part) => part.classList.contains("now")));
      window.addEventListener("popstate", () => this.arrive(location.hash ? Math.max(0, this.placeOf(location.hash)) : this.start));
      const asked = this.placeOf(location.hash);
      if (asked >= 0) this.now = asked;
      this.mark();
    }

    get isWhole() {
      return !root.classList.contains("stepping");
    }

    /** Show a part, and remember it in the address. */
    go(index) {
      if (!this.parts[index]) return;
      if (index !== this.now) history.pushState(null, "", `#${this.parts[index].id}`);
      this.arrive(index);
    }

    arrive(index) {
      this.show(index);
      const target = this.focusOf(this.parts[index], index);
      target.setAttribute("tabindex", "-1");
      target.focus({ preventScroll: true });
      this.bringInSight();
    }

    show(index) {
      if (index === this.now || !this.parts[index]) return;
      this.now = index;
      this.mark();
      this.shown(index);
    }

    mark() {
      this.ground.classList.toggle("further", this.now > 0);
      this.parts.forEach((part, index) => part.classList.toggle("now", index === this.now));
      this.links.forEach((link, index) => {
        link.classList.toggle("past", index < this.now);
        if (index === this.now) link.setAttribute("aria-current", "step");
        else link.removeAttribute("aria-current");
      });
    }

    setWhole(isWhole) {
      root.classList.toggle("stepping", !isWhole);
      this.bringInSight();
    }

    bringInSight() {
      (this.isWhole ? this.parts[this.now] : this.ground).scrollIntoView();
    }

    /** The part of an address such as #step-3, or of anything in a part, such as #activity-fax; -1 for none. */
    placeOf(hash) {
      const target = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
      return target ? this.parts.indexOf(target.closest(".step")) : -1;
    }
  }

  globalThis.Walk = Walk;
})();

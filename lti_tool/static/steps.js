// A lesson one step at a time. The place is kept by the server for any device, and by the address for Back.
(() => {
  const root = document.documentElement;
  if (!globalThis.Walk) return;
  root.classList.add("stepping");

  function start() {
    const lesson = document.querySelector("[data-steps]");
    if (!lesson || lesson.querySelectorAll(".step").length < 2) return root.classList.remove("stepping");
    const keeper = document.getElementById("keep-step");
    const links = [...lesson.querySelectorAll(".segments a")];
    const walk = new Walk(lesson, links, (step, index) => (index ? step : lesson).querySelector("h1, h2"), keep);

    function keep(index) {
      if (!keeper) return;
      const fields = new URLSearchParams([...new FormData(keeper), ["step", index + 1]]);
      fetch(keeper.action, { method: "POST", body: fields, keepalive: true, redirect: "error" }).catch(() => {}); // the next step keeps it again
    }

    function showWhole() {
      for (const foot of lesson.querySelectorAll("[data-step-foot]")) foot.hidden = true;
      walk.setWhole(true);
    }

    for (const foot of lesson.querySelectorAll("[data-step-foot]")) foot.hidden = false;
    lesson.addEventListener("click", (event) => {
      if (event.target.closest("[data-whole]")) return showWhole();
      const link = event.target.closest(".segments a");
      const wanted = link ? links.indexOf(link) : event.target.closest("[data-continue]") ? walk.now + 1 : -1;
      if (wanted < 0) return;
      event.preventDefault();
      walk.go(wanted);
    });
  }

  document.addEventListener("DOMContentLoaded", start);
})();

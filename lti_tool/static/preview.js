// Looks every second whether a file was saved; then the problems and the framed page are fetched again.
const body = document.body;

async function look() {
  try {
    const { state } = await (await fetch(body.dataset.stateUrl)).json();
    if (state !== body.dataset.state) await follow(state);
  } catch {
    // The preview was stopped; it may come back.
  }
  setTimeout(look, 1000);
}

async function follow(state) {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  body.dataset.state = state;
  const frame = document.getElementById("frame");
  if (!frame || !page.getElementById("frame")) return location.reload();
  document.getElementById("side").replaceWith(page.getElementById("side"));
  frame.contentWindow.location.reload();
}

look();

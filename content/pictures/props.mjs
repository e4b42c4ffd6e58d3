// What stands around in a library. Each takes a pen, a place (top left, or the foot where it says so) and sizes.

export function desk(p, x, y, w, h, look = "k w fs") {
  p.box(x + 10, y + 14, w - 20, h, "k w fp");
  p.box(x, y, w, 18, look);
  return p.line([[x + 30, y + 36], [x + w - 30, y + 36]], "k y");
}

export function shelf(p, x, y, w, rows, rowHeight = 62) {
  p.box(x, y, w, rows * rowHeight + 8, "k w fo");
  const looks = ["fb", "fr", "ft", "fs", "fp"];
  for (let row = 0; row < rows; row++) {
    const foot = y + (row + 1) * rowHeight;
    let at = x + 9;
    for (let i = row; at < x + w - 26; i++) {
      const [wide, tall] = [13 + ((i * 7) % 9), rowHeight - 16 - ((i * 11) % 15)];
      if ((i + row * 2) % 6 !== 5) p.box(at, foot - tall, wide, tall, `k y ${looks[(i + row) % 5]}`);
      at += wide + 2;
    }
    p.line([[x, foot + 2], [x + w, foot + 2]], "k w");
  }
  return p;
}

/** Its foot is at x, y. */
export function plant(p, x, y, size = 1) {
  const at = (points) => points.map(([a, b]) => [x + a * size, y + b * size]);
  for (const [a, b] of [[-34, -78], [-14, -104], [12, -100], [34, -74]]) {
    p.path(`M${x} ${y - 36 * size}Q${x + a * 1.3 * size} ${y + b * 0.6 * size} ${x + a * size} ${y + b * size}Q${x + a * 0.1 * size} ${y + b * 0.75 * size} ${x} ${y - 36 * size}Z`, "k y fb");
  }
  return p.shape(at([[-22, -38], [22, -38], [16, 0], [-16, 0]]), "k w fr");
}

/** Seen from behind; its foot is at x, y. */
export function screen(p, x, y, w = 96, h = 66) {
  p.shape([[x - 22, y], [x - 12, y - 18], [x + 12, y - 18], [x + 22, y]], "k w fo");
  return p.box(x - w / 2, y - h - 16, w, h, "k w ft");
}

export function paper(p, x, y, w, h, lines = 3, look = "k w fp") {
  p.box(x, y, w, h, look);
  for (let i = 0; i < lines; i++) {
    const at = y + (h * (i + 1)) / (lines + 1);
    p.line([[x + w * 0.15, at], [x + w * (i === lines - 1 ? 0.6 : 0.85), at]], "k y");
  }
  return p;
}

export function phone(p, x, y, w = 40, h = 72, look = "fp") {
  p.path(`M${x + 7} ${y}H${x + w - 7}Q${x + w} ${y} ${x + w} ${y + 8}V${y + h - 8}Q${x + w} ${y + h} ${x + w - 8} ${y + h}H${x + 8}Q${x} ${y + h} ${x} ${y + h - 8}V${y + 8}Q${x} ${y} ${x + 7} ${y}Z`, "k w ft");
  return p.box(x + 6, y + 10, w - 12, h - 24, `k y ${look}`);
}

/** The foot of the door is at y + h; `open` shows the leaf swung in. */
export function door(p, x, y, w, h, { open = false, look = "fb" } = {}) {
  p.box(x, y, w, h, `k w ${open ? "fe" : look}`);
  if (!open) {
    p.box(x + w * 0.2, y + h * 0.1, w * 0.6, h * 0.36, "k y fp");
    return p.oval(x + w * 0.82, y + h * 0.58, 4, 4, "k y fs");
  }
  return p.shape([[x, y], [x - w * 0.45, y - h * 0.05], [x - w * 0.45, y + h * 1.06], [x, y + h]], `k w ${look}`);
}

export function library(p, x, y, w, h) {
  p.shape([[x - 12, y + h * 0.3], [x + w / 2, y], [x + w + 12, y + h * 0.3]], "k w fr");
  p.box(x, y + h * 0.3, w, h * 0.7, "k w fp");
  for (const at of [0.12, 0.68]) p.box(x + w * at, y + h * 0.46, w * 0.2, h * 0.26, "k y fe");
  return door(p, x + w * 0.41, y + h * 0.56, w * 0.2, h * 0.44);
}

export function mug(p, x, y) {
  p.curve([[x + 26, y + 6], [x + 42, y + 12], [x + 26, y + 22]], "k w");
  return p.shape([[x, y], [x + 28, y], [x + 25, y + 30], [x + 3, y + 30]], "k w fr");
}

export function bag(p, x, y, size = 1, look = "ft") {
  p.curve([[x + 14 * size, y + 4], [x + 30 * size, y - 34 * size], [x + 46 * size, y + 4]], "k w");
  return p.shape([[x, y], [x + 60 * size, y], [x + 54 * size, y + 56 * size], [x + 6 * size, y + 56 * size]], `k w ${look}`);
}

export function chair(p, x, y, size = 1, look = "fr") {
  const s = (n) => n * size;
  p.line([[x + s(6), y + s(50)], [x + s(2), y + s(92)]], "k w").line([[x + s(50), y + s(50)], [x + s(56), y + s(92)]], "k w");
  p.box(x, y, s(14), s(52), `k w ${look}`);
  return p.box(x, y + s(42), s(56), s(14), `k w ${look}`);
}

/** A shoe's print, its heel at x, y, pointing along `turn` degrees. */
export function step(p, x, y, turn = 0, look = "fb") {
  return p.add(`<g transform="translate(${x} ${y}) rotate(${turn})"><path class="${look}" d="M2-8q6-3 10 2v12q-4 4-10 2-4-8 0-16zM18-9q14-5 24 2 6 7 0 14-10 6-24 2-3-9 0-18z"/></g>`);
}

/** Somebody from above: shoulders and a head, looking along `turn` degrees (0 is to the right). */
export function fromAbove(p, x, y, turn, shirt, hair, skin = "#d08b5b") {
  p.add(`<g transform="translate(${x} ${y}) rotate(${turn})">`);
  p.limb([[4, -32], [26, -44], [44, -26]], 14, shirt).limb([[4, 32], [26, 44], [44, 26]], 14, shirt).join();
  p.add(`<ellipse class="k w" rx="20" ry="42" fill="${shirt}"/><path class="k w" fill="${skin}" d="M16-8q14 1 14 8t-14 8z"/><circle class="k w" r="22" fill="${hair}"/>`);
  return p.add("</g>");
}

/** Four lines that say that something sounds or is tapped, opening along `turn` degrees. */
export function sound(p, x, y, turn, look = "n w") {
  for (const by of [-42, -14, 14, 42]) {
    const a = ((turn + by) * Math.PI) / 180;
    p.line([[x + 14 * Math.cos(a), y + 14 * Math.sin(a)], [x + 30 * Math.cos(a), y + 30 * Math.sin(a)]], look);
  }
  return p;
}

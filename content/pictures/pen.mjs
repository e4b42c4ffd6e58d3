// One pen for all pictures: lines that are never quite straight, the product's colors, and the people of the course.
import fs from "node:fs";

const STYLE = `:root{--k:#2a2723;--n:#2a2723;--g:#e4f0ea;--p:#fffefb;--b:#1d5b4c;--s:#d99a1e;--r:#b1512f;--t:#54728c;--o:#ded5c5;--l:#f6faf7;--m:#bfe0d0;--e:#f7dfa6;--q:#f3c9b8;--h:none}
@media (prefers-color-scheme:dark){:root{--k:#14120f;--n:#f1ebe1;--g:#23382f;--p:#e3dacb;--b:#8fd0b6;--s:#d9a441;--r:#c9714f;--t:#7f9db6;--o:#a89b8a;--l:#2f4a40;--m:#3f6a5a;--e:#f0d58c;--q:#5d3324;--h:#f1ebe1}}
path,use{stroke-linecap:round;stroke-linejoin:round}
.k{stroke:var(--k)}.n{stroke:var(--n)}.w{stroke-width:4}.x{stroke-width:6}.y{stroke-width:3}.d{stroke-dasharray:2 12}
${[..."knpgbstroeqlm"].map((c) => `.f${c}{fill:var(--${c})}`).join("")}.b_{stroke:var(--b)}.r_{stroke:var(--r)}.s_{stroke:var(--s)}.c_{stroke:#1d5b4c}.c_r{stroke:#96301f}
.halo{fill:none;stroke:var(--h);stroke-width:22}
text{font:700 30px -apple-system,"Segoe UI",Roboto,"Noto Sans",Arial,sans-serif;fill:var(--n)}.m{text-anchor:middle}.v{fill:var(--p)}.u{fill:#2a2723}.g_{fill:var(--g)}.fi{fill:#16130f}.fw{fill:#fffefb}`;

/** Keeps what the stylesheet says for classes that this drawing uses. */
function styleFor(body) {
  const used = new Set([...body.matchAll(/class="([^"]*)"/g)].flatMap((found) => found[1].split(" ")));
  const kept = STYLE.replace(/\.([a-z_]+)\{[^}]*\}/g, (rule, name) => (used.has(name) ? rule : ""));
  return (body.includes("<text") ? kept : kept.replace(/\ntext\{[^}]*\}/, "")).replaceAll("\n", "");
}

/** A drawing of that size. The same seed gives the same hand. */
export class Pen {
  constructor(width, height, seed) {
    Object.assign(this, { width, height, state: seed * 7919 + 17, body: [], people: new Map() });
  }

  random() {
    this.state = (this.state * 1103515245 + 12345) % 2147483648;
    return this.state / 2147483648 - 0.5;
  }

  off(value, by) {
    return Math.round((value + this.random() * 2 * by) * 2) / 2;
  }

  add(markup) {
    this.body.push(markup);
    return this;
  }

  path(d, look) {
    return this.add(`<path class="${look}" ${/\bf[a-z]\b/.test(look) ? "" : 'fill="none" '}d="${d}"/>`);
  }

  /** From point to point, each stretch bowed a little. */
  d(points, closed) {
    const all = closed ? [...points, points[0]] : points;
    const at = all.map(([x, y]) => [this.off(x, 1), this.off(y, 1)]);
    if (closed) at[at.length - 1] = at[0];
    let d = `M${at[0].join(" ")}`;
    for (let i = 1; i < at.length; i++) {
      const [[a, b], [x, y]] = [at[i - 1], at[i]];
      const bow = Math.min(2.5, Math.hypot(x - a, y - b) / 40);
      d += `Q${this.off((a + x) / 2, bow)} ${this.off((b + y) / 2, bow)} ${x} ${y}`;
    }
    return closed ? `${d}Z` : d;
  }

  line(points, look = "n w") {
    return this.path(this.d(points), look);
  }

  shape(points, look = "k w fp") {
    return this.path(this.d(points, true), look);
  }

  box(x, y, w, h, look) {
    return this.shape([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], look);
  }

  oval(x, y, rx, ry = rx, look = "k w fp") {
    const k = 0.552;
    const [l, r, t, b] = [x - this.off(rx, 1), x + this.off(rx, 1), y - this.off(ry, 1), y + this.off(ry, 1)];
    const n = (value) => Math.round(value * 2) / 2;
    const [kx, ky] = [n(rx * k), n(ry * k)];
    return this.path(`M${l} ${y}C${l} ${y - ky} ${n(x - kx)} ${t} ${x} ${t}S${r} ${y - ky} ${r} ${y}S${n(x + kx)} ${b} ${x} ${b}S${l} ${y + ky} ${l} ${y}Z`, look);
  }

  /** A line through points without corners. */
  curve(points, look = "n w") {
    const [first, ...rest] = points;
    let d = `M${first.join(" ")}`;
    rest.slice(0, -1).forEach(([x, y], i) => {
      const [a, b] = rest[i + 1];
      d += i === rest.length - 2 ? `Q${x} ${y} ${a} ${b}` : `Q${x} ${y} ${(x + a) / 2} ${(y + b) / 2}`;
    });
    return this.path(rest.length === 1 ? this.d(points) : d, look);
  }

  /** An arm, a leg, a finger: a thick line with an outline. */
  limb(points, width, fill) {
    const [first, ...rest] = points;
    const d = `M${first.join(" ")}${rest.length === 1 ? `L${rest[0].join(" ")}` : `Q${rest.map((p) => p.join(" ")).join(" ")}`}`;
    this.add(`<path fill="none" class="k" stroke-width="${width + 8}" d="${d}"/>`);
    this.late = (this.late ?? []).concat(`<path fill="none" stroke="${fill}" stroke-width="${width}" d="${d}"/>`);
    return this;
  }

  /** Limbs grow together: outlines first, then what is inside. */
  join() {
    for (const inside of this.late ?? []) this.add(inside);
    this.late = [];
    return this;
  }

  arrow(points, look = "n w") {
    this.curve(points, look);
    const [[a, b], [x, y]] = points.slice(-2);
    const turn = Math.atan2(y - b, x - a);
    const tip = (by) => [x - 15 * Math.cos(turn + by), y - 15 * Math.sin(turn + by)];
    return this.line([tip(0.6), [x, y], tip(-0.6)], look.replace(/\bd\b/, ""));
  }

  number(value, x, y) {
    this.oval(x, y, 20, 20, "k y fb");
    return this.add(`<text class="m g_" x="${x}" y="${y + 10}">${value}</text>`);
  }

  tick(x, y, size = 1, look = "b_ x") {
    return this.line([[x - 12 * size, y], [x - 3 * size, y + 10 * size], [x + 14 * size, y - 12 * size]], look);
  }

  cross(x, y, size = 1, look = "r_ x") {
    this.line([[x - 11 * size, y - 11 * size], [x + 11 * size, y + 11 * size]], look);
    return this.line([[x + 11 * size, y - 11 * size], [x - 11 * size, y + 11 * size]], look);
  }

  text(words, x, y, look = "", size) {
    return this.add(`<text class="${look}" x="${x}" y="${y}"${size ? ` style="font-size:${size}px"` : ""}>${words}</text>`);
  }

  /** Rounded ground; whatever stands on it is cut at its edge. */
  ground(look = "fg") {
    return this.add(`<rect class="${look}" width="${this.width}" height="${this.height}" rx="16"/>`);
  }

  bubble(x, y, w, h, tailX, look = "k w fp") {
    const r = 16;
    const [a, b] = tailX < x + w / 2 ? [x + w * 0.25, x + w * 0.42] : [x + w * 0.58, x + w * 0.75];
    return this.path(`M${x + r} ${y}H${x + w - r}Q${x + w} ${y + 1} ${x + w - 1} ${y + r}V${y + h - r}Q${x + w} ${y + h} ${x + w - r} ${y + h}H${b}L${tailX} ${y + h + 22}L${a} ${y + h}H${x + r}Q${x} ${y + h} ${x} ${y + h - r}V${y + r}Q${x} ${y} ${x + r} ${y}Z`, look);
  }

  /** Somebody of the course from the hips up, 1190 units of their own tall; `wide` is what 704 of them measure here. */
  person(name, x, y, wide, { flip = false, to = 1180, lean = 0, face } = {}) {
    const scale = Math.round((wide / 704) * 1000) / 1000;
    const id = `${name}${face ? "f" : ""}`;
    if (!this.people.has(id)) this.people.set(id, `<g id="${id}" fill-rule="evenodd">${inside(name, face)}</g>`);
    const place = flip ? `translate(${x + wide} ${y}) scale(${-scale} ${scale})` : `translate(${x} ${y}) scale(${scale})`;
    const clip = `c${to}`;
    this.clips = (this.clips ?? new Map()).set(clip, `<clipPath id="${clip}"><path d="M-200-200H900V${to}H-200Z"/></clipPath>`);
    const turned = lean ? ` transform="rotate(${lean} 352 1180)"` : "";
    return this.add(`<g transform="${place}" clip-path="url(#${clip})"><g${turned}><use href="#${id}" class="halo"/><use href="#${id}"/></g></g>`);
  }

  toString() {
    const body = this.body.join("").replaceAll(' class=""', "");
    const defs = [...this.people.values(), ...(this.clips?.values() ?? [])].join("");
    const edge = `<clipPath id="z"><rect width="${this.width}" height="${this.height}" rx="16"/></clipPath>`;
    const style = styleFor(`${body}${defs}`);
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${this.width} ${this.height}"><style>${style}</style><defs>${defs}${edge}</defs><g clip-path="url(#z)">${body}</g></svg>\n`;
  }
}

/** The paths of a drawing of the course's people; with another face where one is given. */
function inside(name, face) {
  const svg = fs.readFileSync(new URL(`../people/${name}.svg`, import.meta.url), "utf8");
  const paths = svg.match(/<path [^>]*\/>/g).map((path) => path.replace('fill="#000"', 'class="fi"'));
  return face ? [...paths.slice(0, -1), face].join("") : paths.join("");
}

// Hands: a forearm that comes from the left along `turn` degrees, the wrist at x, y.

const FINGERS = {
  open: [[[40, -16], [104, -34]], [[46, -6], [116, -12]], [[46, 6], [112, 10]], [[40, 16], [96, 28]]],
  point: [[[40, -14], [120, -18]], [[46, -2], [58, 2]], [[42, 8], [54, 12]], [[36, 18], [46, 22]]],
  fist: [[[44, -18], [54, -18]], [[48, -6], [58, -6]], [[46, 8], [56, 8]], [[40, 20], [48, 20]]],
  flat: [[[40, -16], [94, -20]], [[46, -4], [106, -4]], [[46, 8], [102, 12]], [[40, 18], [86, 28]]],
};
const THUMBS = {
  open: [[14, -20], [34, -52], [56, -66]],
  point: [[14, -16], [44, -36], [66, -26]],
  fist: [[14, -18], [36, -40], [56, -26]],
  flat: [[10, -18], [26, -40], [52, -46]],
};

export function hand(p, x, y, kind, skin, { turn = 0, size = 1, sleeve, arm = 90, mirror = false, nails } = {}) {
  p.add(`<g transform="translate(${x} ${y}) rotate(${turn}) scale(${size} ${mirror ? -size : size})">`);
  p.limb([[-arm, 0], [0, 0]], 34, skin).limb([[8, 0], [34, 0]], 48, skin);
  for (const finger of FINGERS[kind]) p.limb(finger, 15, skin);
  p.limb(THUMBS[kind], 16, skin).join();
  if (kind === "fist" || kind === "point") p.line([[46, -10], [60, -10]], "k y").line([[46, 2], [62, 2]], "k y").line([[40, 14], [56, 14]], "k y");
  if (nails) for (const [, [a, b]] of FINGERS[kind]) p.add(`<ellipse class="k y" fill="${nails}" cx="${a - 1}" cy="${b}" rx="9" ry="6"/>`);
  if (sleeve) p.limb([[-arm, 0], [-arm * 0.45, 0]], 46, sleeve).join();
  return p.add("</g>");
}

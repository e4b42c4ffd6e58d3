// The pictures that teach. What each says stands in ../pictures.yaml too, for whoever does not see it.
import { hand } from "./hands.mjs";
import { Pen } from "./pen.mjs";
import { bag, desk, door, fromAbove, library, mug, paper, phone, sound, step } from "./props.mjs";

const STAFF = ["#1d5b4c", "#2a2420", "#ae5d29"];
const PATRON = ["#d99a1e", "#724133", "#edb98a"];
const OTHER = ["#54728c", "#e8e1e1", "#edb98a"];
const above = (p, who, x, y, turn) => fromAbove(p, x, y, turn, ...who);

export function deskFromAbove() {
  const p = new Pen(640, 580, 21).ground();
  const table = (x, y, w) => p.box(x, y, w, 58, "k w fo");
  table(40, 112, 150);
  p.box(78, 128, 60, 12, "k y ft");
  above(p, STAFF, 112, 66, 90);
  above(p, PATRON, 112, 226, -90);
  table(244, 112, 120);
  p.add('<g transform="rotate(40 338 140)">').box(322, 130, 32, 22, "k y fp").add("</g>");
  above(p, STAFF, 304, 66, 70);
  above(p, PATRON, 402, 152, 190);
  table(458, 112, 160);
  p.box(506, 122, 64, 12, "k y ft");
  above(p, STAFF, 492, 226, -84);
  above(p, PATRON, 588, 226, -96);
  p.number(1, 40, 44).number(2, 234, 44).number(3, 458, 44);
  p.line([[20, 292], [620, 292]], "n y d");
  rolling(p, 34, 548);
  p.box(236, 480, 70, 74, "k w ft").line([[271, 510], [271, 554]], "k y");
  p.person("maya-calm", 216, 320, 104, { flip: true, to: 1150 });
  p.box(176, 414, 44, 140, "k w fo").box(166, 400, 64, 16, "k w fs");
  p.line([[118, 430], [164, 404]], "r_ x").cross(152, 384, 1);
  p.number(4, 40, 336).number(5, 360, 336);
  rolling(p, 350, 548);
  p.line([[490, 482], [490, 552]], "n x").box(476, 466, 76, 14, "k w fs");
  p.person("maya-smile", 520, 388, 104, { flip: true, to: 1150 });
  p.arrow([[440, 428], [512, 428]], "b_ x").arrow([[512, 428], [440, 428]], "b_ x").tick(476, 396, 1);
  return p.line([[0, 554], [640, 554]], "n w");
}

/** Somebody in a wheelchair, looking to the right; the wheels stand on `foot`. */
function rolling(p, x, foot) {
  p.line([[x + 4, foot - 108], [x + 8, foot - 50]], "n x").line([[x + 4, foot - 108], [x - 8, foot - 110]], "n x");
  p.person("jules-calm", x, foot - 164, 104, { to: 840 });
  p.box(x + 2, foot - 52, 64, 12, "k y ft");
  p.limb([[x + 44, foot - 42], [x + 92, foot - 46]], 26, "#2a2723").limb([[x + 92, foot - 46], [x + 98, foot - 12]], 20, "#2a2723").limb([[x + 98, foot - 8], [x + 112, foot - 8]], 12, "#b1512f").join();
  p.oval(x + 94, foot - 4, 9, 9, "k w fp");
  return p.oval(x + 42, foot - 34, 36, 36, "n x").oval(x + 42, foot - 34, 7, 7, "k w fs");
}

export function fourHands() {
  const p = new Pen(640, 500, 22).ground();
  for (const [x, y] of [[10, 10], [325, 10], [10, 255], [325, 255]]) p.box(x, y, 305, 235, "fl");
  hand(p, 126, 180, "open", "#ae5d29", { turn: -8, size: 1.1, sleeve: "#1d5b4c", arm: 110 });
  hand(p, 464, 182, "point", "#edb98a", { turn: -4, size: 1.05, sleeve: "#54728c", arm: 92 });
  p.add('<path class="k w" fill="#b1512f" d="M112 430V494H208V430"/>');
  p.person("ray-serious", 84, 268, 142, { to: 880 });
  p.limb([[96, 446], [150, 472], [206, 446]], 30, "#b1512f").join();
  p.limb([[216, 450], [150, 482], [112, 450]], 30, "#b1512f").join();
  for (const [x, y] of [[104, 440], [113, 434], [123, 432]]) p.limb([[x + 8, y + 14], [x, y]], 9, "#d08b5b");
  p.join();
  p.box(386, 382, 190, 62, "k w fp");
  for (const y of [398, 414, 430]) for (let x = 400; x < 566; x += 24) p.line([[x, y], [x + 12, y]], "k y");
  hand(p, 426, 470, "flat", "#694d3d", { turn: -78, size: 0.72, sleeve: "#d99a1e", arm: 70, mirror: true });
  hand(p, 530, 470, "flat", "#694d3d", { turn: -102, size: 0.72, sleeve: "#d99a1e", arm: 70 });
  p.number(1, 42, 44).number(2, 357, 44).number(3, 42, 289).number(4, 357, 289);
  p.bubble(206, 26, 88, 62, 190).tick(250, 56, 1.2, "c_ x");
  p.bubble(524, 26, 88, 62, 510).line([[568, 40], [568, 58]], "c_r x").oval(568, 72, 3, 3, "k w fr");
  p.bubble(206, 268, 88, 62, 196).text("?", 250, 312, "m u", 40);
  p.bubble(524, 268, 88, 62, 510);
  for (const x of [546, 568, 590]) p.oval(x, 299, 5, 5, "fk");
  return p;
}

export function streetToDesk() {
  const p = new Pen(640, 300, 23).ground();
  p.line([[0, 214], [640, 214]], "n w");
  hand(p, 34, 222, "fist", "#d08b5b", { turn: -62, size: 0.8, arm: 70, sleeve: "#1d5b4c" });
  p.add('<g transform="rotate(8 70 130)">');
  phone(p, 42, 74, 58, 104);
  p.text("?", 71, 136, "m u", 40).add("</g>");
  library(p, 142, 84, 112, 130);
  p.line([[276, 214], [276, 118]], "n x").oval(276, 104, 20, 20, "k w fs").box(266, 98, 20, 12, "k y fp");
  door(p, 346, 82, 60, 132, { open: true });
  p.shape([[424, 206], [500, 206], [508, 222], [416, 222]], "k y fr");
  step(p, 428, 184, -8);
  p.text("?", 456, 150, "m", 56);
  p.person("maya-smile", 516, 76, 104, { flip: true, to: 850 });
  desk(p, 506, 172, 124, 40);
  p.curve([[96, 244], [180, 240], [300, 246], [430, 240], [530, 246]], "n w d");
  [68, 192, 348, 460, 570].forEach((x, i) => p.number(i + 1, x, 264));
  return p;
}

export function wallOfNos() {
  const p = new Pen(640, 360, 24).ground();
  p.box(12, 12, 290, 336, "fl").box(338, 12, 290, 336, "fl");
  const nos = [[24, 26, 82, 58, -4], [118, 20, 76, 64, 5], [206, 28, 84, 56, -3], [28, 98, 72, 60, 6], [112, 100, 88, 52, -5], [212, 98, 76, 62, 3], [24, 172, 80, 54, -2], [206, 172, 84, 58, -6]];
  nos.forEach(([x, y, w, h, turn], i) => {
    p.add(`<g transform="rotate(${turn} ${x} ${y})">`).box(x, y, w, h, `k w ${["fp", "fe", "fp", "fr", "fp", "fe"][i % 6]}`);
    p.text("NO", x + w / 2, y + h / 2 + 12, `m ${i % 6 === 3 ? "fw" : "u"}`, 34).add("</g>");
  });
  p.person("rosa-concerned", 92, 168, 130);
  p.arrow([[306, 180], [334, 180]], "n x");
  p.box(356, 30, 118, 84, "k w fp").box(490, 30, 118, 84, "k w fp").box(498, 136, 110, 84, "k w fp");
  mug(p, 372, 58);
  p.arrow([[420, 74], [460, 74]], "c_ x");
  p.oval(512, 82, 13, 13, "k w").oval(550, 82, 13, 13, "k w").line([[512, 82], [526, 60], [544, 60], [550, 82]], "k w").line([[526, 60], [532, 82], [544, 60]], "k y");
  p.arrow([[572, 74], [598, 74]], "c_ x");
  p.text("?", 526, 194, "m u", 44).arrow([[548, 178], [590, 178]], "c_ x");
  return p.person("rosa-smile", 366, 168, 130);
}

export function floorPlan() {
  const p = new Pen(640, 470, 25).ground();
  p.box(24, 24, 592, 422, "fl");
  p.shape([[40, 170], [196, 194], [196, 266], [40, 290]], "fm");
  p.line([[24, 170], [24, 24], [470, 24]], "n x").line([[560, 24], [616, 24], [616, 446], [24, 446], [24, 288]], "n x");
  p.arrow([[140, 230], [90, 230], [6, 230]], "b_ x").arrow([[514, 110], [514, 60], [514, 6]], "b_ x");
  p.line([[24, 170], [72, 132]], "n w").line([[470, 24], [444, 76]], "n w");
  p.box(388, 150, 52, 180, "k w fo").box(400, 200, 12, 54, "k y ft");
  above(p, PATRON, 214, 230, 0);
  above(p, STAFF, 484, 246, 165);
  above(p, OTHER, 560, 340, 200);
  step(p, 276, 220, 0);
  step(p, 334, 246, 0);
  p.line([[532, 330], [400, 290], [256, 244]], "n y d").line([[534, 322], [506, 276]], "n y d");
  for (const x of [60, 200]) p.box(x, 380, 120, 44, "k w fo").line([[x + 40, 380], [x + 40, 424]], "k y").line([[x + 80, 380], [x + 80, 424]], "k y");
  return p.number(1, 484, 186).number(2, 214, 166).number(3, 560, 404).number(4, 84, 152).number(5, 562, 62);
}

export function calmWarmingHot() {
  const p = new Pen(640, 560, 26).ground();
  p.oval(112, 150, 98, 98, "fl").oval(320, 150, 98, 98, "fe").oval(528, 150, 98, 98, "fq");
  p.person("carl-calm", 40, 64, 136, { to: 980 });
  hand(p, 376, 200, "open", "#ffdbb4", { turn: -58, size: 0.6, arm: 66 });
  p.person("carl-concerned", 248, 64, 136, { to: 980 });
  hand(p, 566, 196, "fist", "#ffdbb4", { turn: -56, size: 0.62, arm: 90 });
  p.person("carl-angry", 456, 64, 136, { to: 980, lean: 8 });
  p.line([[590, 34], [604, 20]], "r_ x").line([[604, 62], [624, 54]], "r_ x").line([[566, 22], [568, 4]], "r_ x");
  p.arrow([[60, 276], [320, 276], [584, 276]], "n x");
  p.number(1, 112, 276).number(2, 320, 276).number(3, 528, 276);
  p.box(14, 322, 612, 224, "fl");
  p.person("sam-tired", 30, 360, 124, { to: 1180 });
  bag(p, 136, 470, 1.1, "ft"), bag(p, 176, 486, 0.9, "fr");
  p.person("amina-concerned", 262, 360, 124);
  p.bubble(398, 350, 96, 62, 376).text("¿…?", 446, 392, "m u", 34);
  for (const [x, y, turn] of [[470, 520, -20], [520, 504, 0], [574, 490, -50], [584, 440, 200], [530, 450, 180]]) step(p, x, y, turn);
  p.tick(196, 372, 1.3).tick(404, 476, 1.3).tick(590, 372, 1.3);
  return p;
}

export function interpreterTriangle() {
  const p = new Pen(640, 400, 27).ground();
  p.person("priya-explaining", 14, 84, 152).person("lin-calm", 130, 128, 160).person("maya-smile", 452, 128, 160, { flip: true });
  p.curve([[136, 108], [300, 30], [478, 132]], "n w d").curve([[136, 116], [178, 84], [208, 126]], "n w d");
  p.arrow([[296, 212], [446, 212]], "b_ x").arrow([[446, 212], [296, 212]], "b_ x");
  p.box(3, 336, 634, 18, "k w fs").box(16, 354, 608, 60, "k w fp");
  p.add('<g transform="rotate(-8 356 320)">');
  phone(p, 372, 262, 46, 76);
  p.add("</g>");
  sound(p, 396, 268, -90, "n y");
  return p.number(1, 286, 156).number(2, 454, 156).number(3, 40, 78).number(4, 344, 306);
}

export function serviceAnimalFlow() {
  const p = new Pen(640, 660, 28).ground();
  dog(p, 92, 168);
  p.box(190, 40, 324, 108, "k w fp").text("Plain to see what", 352, 86, "m u").text("the dog does?", 352, 124, "m u");
  p.arrow([[512, 94], [560, 94], [572, 150]], "b_ x").text("yes", 584, 84, "m");
  p.arrow([[330, 150], [330, 206]]).text("no", 292, 188, "m");
  p.box(120, 210, 380, 86, "k w fe").text("Needed because", 318, 246, "m u").text("of a disability?", 318, 280, "m u");
  p.arrow([[330, 298], [330, 346]]).text("yes", 290, 332, "m");
  p.box(120, 350, 380, 86, "k w fe").text("Trained for what", 318, 386, "m u").text("work or task?", 318, 420, "m u");
  p.arrow([[502, 394], [560, 394], [578, 330]], "b_ x");
  door(p, 546, 166, 66, 140, { open: false, look: "fb" }).tick(580, 206, 1.3, "c_ x");
  p.number(1, 120, 212).number(2, 120, 352);
  p.box(14, 466, 612, 180, "fl");
  paper(p, 52, 494, 76, 96, 4).cross(90, 542, 3, "r_ x");
  p.shape([[186, 506], [256, 500], [262, 580], [178, 584]], "k w fs").line([[220, 504], [222, 582]], "k y").cross(220, 542, 3, "r_ x");
  p.bubble(318, 496, 104, 80, 330).line([[370, 510], [370, 560]], "k x").line([[345, 535], [395, 535]], "k x").cross(370, 536, 3, "r_ x");
  p.oval(536, 536, 34, 34, "n w").oval(536, 536, 46, 46, "n w").cross(536, 536, 3, "r_ x");
  return p.text("papers", 90, 632, "m", 28).text("a vest", 220, 632, "m", 28).text("illness?", 370, 632, "m", 28).text("a show", 536, 632, "m", 28);
}

/** A dog that sits and looks to the right, in a harness. */
function dog(p, x, y) {
  p.curve([[x - 40, y - 6], [x - 74, y - 16], [x - 70, y - 48]], "n x");
  p.path(`M${x - 44} ${y}Q${x - 56} ${y - 50} ${x - 16} ${y - 88}L${x + 26} ${y - 84}Q${x + 30} ${y - 40} ${x + 26} ${y}H${x + 2}L${x - 2} ${y - 20}L${x - 8} ${y}Z`, "k w fs");
  p.path(`M${x - 20} ${y - 96}Q${x - 22} ${y - 146} ${x + 22} ${y - 144}Q${x + 40} ${y - 140} ${x + 44} ${y - 124}L${x + 70} ${y - 116}Q${x + 74} ${y - 98} ${x + 56} ${y - 94}Q${x + 30} ${y - 88} ${x + 22} ${y - 74}L${x - 16} ${y - 82}Z`, "k w fs");
  p.path(`M${x - 10} ${y - 142}Q${x - 36} ${y - 138} ${x - 30} ${y - 96}Q${x - 16} ${y - 90} ${x - 8} ${y - 112}Z`, "k w fr");
  p.oval(x + 22, y - 122, 4, 5, "fk").oval(x + 68, y - 114, 7, 6, "fk");
  p.line([[x - 26, y - 78], [x + 30, y - 58]], "k x").line([[x - 26, y - 78], [x - 60, y - 128]], "n x");
  return p.line([[x - 62, y + 2], [x + 60, y + 2]], "n w");
}

export function referralEntry() {
  const p = new Pen(640, 470, 29).ground();
  p.box(20, 20, 600, 214, "k w fp");
  p.text("Beds tonight, with children", 84, 68, "u");
  door(p, 92, 92, 34, 58);
  phone(p, 222, 92, 32, 58);
  p.oval(350, 121, 29, 29, "k w fp").line([[350, 104], [350, 122], [362, 128]], "k w");
  family(p, 470, 150);
  p.line([[92, 168], [560, 168]], "k y");
  p.text("✓ 11/2026 JL", 92, 212, "u").arrow([[318, 202], [372, 202]], "c_ x").text("2/2027", 386, 212, "u").tick(586, 54, 1.4, "c_ x");
  p.add('<g transform="rotate(-1.5 320 350)">').box(20, 254, 600, 196, "k w fo");
  p.text("Shelter: ask for Bob", 84, 302, "u");
  p.line([[84, 332], [420, 332]], "k y").line([[84, 356], [300, 356]], "k y");
  phone(p, 470, 312, 36, 66);
  sound(p, 488, 308, -90, "k y");
  p.cross(488, 346, 2.4, "c_r x").line([[70, 292], [430, 292]], "c_r x");
  p.text("2019?", 92, 424, "u");
  p.add('<ellipse cx="330" cy="398" rx="40" ry="34" fill="none" stroke="#857a6a" stroke-width="5" stroke-dasharray="150 14 60 9"/>');
  p.cross(586, 288, 1.4, "c_r x").add("</g>");
  return p.number(1, 50, 58).number(2, 50, 300);
}

/** A grown-up and a child as a sign shows them; their feet are at x, y. */
function family(p, x, y) {
  p.oval(x, y - 52, 9, 9, "k w fb").shape([[x - 13, y], [x - 11, y - 38], [x + 11, y - 38], [x + 13, y]], "k w fb");
  return p.oval(x + 34, y - 36, 8, 8, "k w fs").shape([[x + 24, y], [x + 25, y - 24], [x + 43, y - 24], [x + 44, y]], "k w fs");
}

const LIDS = '<path fill="none" stroke="#16130f" stroke-width="13" d="M392 372q26 22 54 0M494 370q22 18 44-2M392 334q26-16 50-6M496 328q20-8 38 4M526 384q22 38-12 46"/>';
const BLUE = "#6f7f9c";
const GRAY = `${LIDS}<path fill="${BLUE}" stroke="#16130f" stroke-width="8" d="M432 488q22-22 44-8 18-12 40 8-40 38-84 0zM446 489h60"/>`;

export function asleepOrNot() {
  const p = new Pen(640, 640, 30).ground();
  p.box(12, 12, 616, 294, "fl").box(12, 334, 616, 294, "fl");
  p.person("carl-tired", 172, 56, 190, { to: 790, lean: 3 }).person("marcus-tired", 396, 56, 190, { to: 790, lean: 3 });
  p.bubble(318, 26, 80, 54, 326).text("Hm?", 358, 62, "m u", 28).bubble(540, 26, 80, 54, 548).text("Hm?", 580, 62, "m u", 28);
  p.person("carl-calm", 164, 378, 190, { to: 790, lean: 10, face: GRAY }).person("marcus-calm", 388, 378, 190, { to: 790, lean: 10, face: GRAY });
  for (const top of [12, 334]) {
    p.box(30, top + 246, 598, 22, "k w fs").line([[60, top + 270], [60, top + 294]], "n x");
    hand(p, 62, top + 212, "point", "#ae5d29", { turn: 28, size: 0.6, sleeve: "#1d5b4c", arm: 70 });
    sound(p, 140, top + 240, -60, "n y");
    p.bubble(40, top + 76, 112, 62, 44).text("Hello?", 96, top + 117, "m u", 28);
  }
  hand(p, 322, 574, "flat", "#ffdbb4", { size: 0.62, arm: 60, nails: BLUE });
  hand(p, 536, 574, "flat", "#694d3d", { size: 0.62, arm: 60, nails: BLUE });
  for (const x of [0, 224]) p.arrow([[404 + x, 498], [364 + x, 515]], "n w").arrow([[394 + x, 530], [388 + x, 556]], "n w");
  phone(p, 172, 352, 44, 76).text("911", 252, 390, "m", 30);
  return p.number(1, 44, 44).number(2, 44, 366).tick(602, 220, 1.2);
}

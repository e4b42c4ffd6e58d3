// One scene for each module: 640 by 240.
import { hand } from "./hands.mjs";
import { Pen } from "./pen.mjs";
import { bag, chair, desk, door, library, mug, paper, phone, plant, screen, shelf, sound, step } from "./props.mjs";

const scene = (seed, floor = 214) => new Pen(640, 240, seed).ground().line([[0, floor], [640, floor]], "n w");

export function serviceEveryTime() {
  const p = scene(1, 232);
  shelf(p, 34, 20, 130, 3);
  p.person("maya-smile", 228, 36, 130).person("dolores-smile", 380, 40, 130, { flip: true });
  desk(p, 176, 178, 360, 80);
  screen(p, 224, 178, 66, 40);
  paper(p, 362, 164, 52, 16, 1);
  p.oval(480, 172, 17, 14, "k w fs").line([[458, 177], [502, 177]], "k w");
  sound(p, 480, 164, -90, "n y");
  plant(p, 586, 214, 1.15);
  return p;
}

export function twoFrontDoors() {
  const p = scene(2, 224);
  library(p, 30, 28, 240, 186);
  phone(p, 470, 22, 124, 200);
  door(p, 504, 70, 56, 100);
  p.line([[504, 52], [560, 52]], "k y").oval(532, 210, 6, 6, "k y fp");
  p.person("priya-smile", 322, 66, 120);
  p.arrow([[330, 150], [304, 176], [286, 178]], "n x").arrow([[434, 150], [452, 140], [466, 136]], "n x");
  return p;
}

export function withoutWords() {
  const p = scene(3, 222);
  p.bubble(206, 22, 96, 62, 196).bubble(338, 22, 96, 62, 446);
  for (const x of [230, 254, 278]) p.oval(x, 53, 5, 5, "fk");
  p.line([[362, 58], [376, 46], [392, 60], [410, 44]], "k w");
  p.person("walt-concerned", 70, 40, 134).person("jules-calm", 436, 44, 134, { flip: true });
  p.curve([[214, 196], [240, 188], [262, 196]], "n w d").curve([[382, 196], [404, 188], [428, 196]], "n w d");
  plant(p, 320, 222, 1.1);
  return p;
}

export function whenTheyreNotHere() {
  const p = scene(4, 228);
  shelf(p, 486, 20, 124, 3);
  p.person("harpreet-concerned", 40, 36, 130).person("lena-serious", 156, 44, 126, { flip: true });
  desk(p, 30, 178, 300, 80);
  mug(p, 150, 148);
  p.add('<g stroke-dasharray="3 11">').oval(412, 88, 36, 42, "n w").curve([[352, 206], [366, 134], [412, 138], [460, 136], [472, 206]], "n w").add("</g>");
  chair(p, 356, 150, 0.8);
  p.box(248, 140, 46, 40, "k w fe").line([[256, 154], [286, 154]], "k y").line([[256, 166], [276, 166]], "k y");
  return p;
}

export function cultureOfYes() {
  const p = scene(5, 214);
  p.person("theo-explaining", 60, 40, 134);
  desk(p, 20, 184, 260, 80);
  p.bubble(208, 22, 118, 74, 188);
  p.line([[250, 59], [284, 59]], "c_ x").line([[267, 42], [267, 76]], "c_ x");
  p.box(540, 66, 74, 148, "k w fo").oval(602, 152, 4, 4, "k y fs");
  p.box(548, 92, 58, 26, "k y fr").line([[558, 105], [596, 105]], "k w");
  p.arrow([[300, 190], [420, 190], [518, 190]], "n w d");
  p.cross(524, 168, 1.1);
  p.arrow([[300, 176], [390, 170], [400, 120], [404, 74]], "b_ x");
  paper(p, 384, 20, 44, 44, 2).box(446, 26, 26, 38, "k w ft");
  p.tick(496, 50, 1.2);
  return p;
}

export function bendARule() {
  const p = scene(6, 228);
  p.path("M196 96Q330 214 470 92L498 122Q332 266 170 128Z", "k w fs");
  for (const [x, y, a, b] of [[222, 118, 214, 128], [254, 138, 244, 154], [288, 154, 283, 166], [326, 160, 326, 180], [364, 155, 369, 167], [400, 142, 409, 158], [434, 122, 443, 133]]) p.line([[x, y], [a, b]], "k w");
  hand(p, 176, 152, "fist", "#ae5d29", { turn: -62, size: 0.55, arm: 110 });
  hand(p, 492, 148, "fist", "#d08b5b", { turn: -118, size: 0.55, arm: 110, mirror: true });
  p.person("maya-surprised", 22, 40, 134).person("harpreet-explaining", 484, 40, 134, { flip: true });
  p.oval(330, 66, 34, 34, "k w fe").text("?", 330, 82, "m u", 44);
  return p;
}

export function getToYesToolkit() {
  const p = scene(7);
  p.person("walt-smile", 56, 36, 134);
  p.add('<g transform="rotate(-8 330 90)">');
  paper(p, 300, 40, 66, 110, 4);
  p.add('</g><g transform="rotate(6 410 80)">');
  paper(p, 372, 30, 70, 110, 0, "k w fe");
  for (const y of [56, 84, 112]) p.tick(390, y, 0.6, "c_ w").line([[408, y], [430, y]], "k y");
  p.add('</g><g transform="rotate(14 470 90)">').box(462, 40, 18, 90, "k w fr").shape([[462, 40], [480, 40], [471, 18]], "k w fp").add("</g>");
  p.curve([[330, 120], [340, 92], [400, 90], [460, 92], [470, 120]], "k x");
  p.box(278, 118, 250, 96, "k w fb").line([[278, 146], [528, 146]], "k w").box(384, 134, 36, 28, "k w fs");
  plant(p, 588, 214, 1);
  return p;
}

export function openDoors() {
  const p = scene(8, 228);
  door(p, 90, 26, 112, 188, { open: true });
  p.shape([[94, 210], [198, 210], [262, 238], [60, 238]], "fe");
  p.person("sam-smile", 220, 52, 116, { flip: true }).person("rosa-smile", 330, 46, 120, { flip: true }).person("lin-smile", 446, 50, 116, { flip: true });
  desk(p, 236, 196, 330, 80);
  plant(p, 598, 214, 1);
  return p;
}

export function programsAsService() {
  const p = scene(9, 224);
  p.box(250, 18, 220, 120, "k w fp").oval(318, 78, 28, 28, "k w fs");
  p.curve([[376, 108], [406, 50], [446, 106]], "k w").line([[262, 112], [458, 112]], "k w");
  p.line([[300, 138], [284, 214]], "n w").line([[420, 138], [436, 214]], "n w");
  hand(p, 214, 158, "open", "#d08b5b", { turn: -52, size: 0.5, arm: 110 });
  p.person("amina-explaining", 66, 36, 134);
  p.person("marcus-smile", 486, 74, 100, { flip: true });
  for (const x of [290, 366, 442]) chair(p, x, 156, 0.72, x === 366 ? "fs" : "fr");
  return p;
}

export function difficultMoments() {
  const p = scene(10, 228);
  p.oval(112, 124, 104, 104, "fq").oval(528, 124, 104, 104, "fm");
  p.person("carl-angry", 46, 38, 134).person("walt-calm", 462, 40, 134, { flip: true });
  p.line([[196, 70], [214, 82], [198, 92], [222, 106]], "r_ x");
  p.arrow([[320, 150], [280, 150], [236, 150]], "n w").arrow([[320, 150], [360, 150], [404, 150]], "n w");
  step(p, 262, 192, 0);
  step(p, 334, 200, 0);
  return p;
}

export function changingCommunities() {
  const p = scene(11, 220);
  p.box(30, 76, 84, 138, "k w ft").box(126, 40, 74, 174, "k w fo").box(424, 54, 80, 160, "k w fo");
  for (const [x, y] of [[44, 92], [78, 92], [44, 132], [78, 132], [138, 58], [168, 58], [138, 98], [168, 98], [438, 72], [472, 72], [438, 112], [472, 112]]) p.box(x, y, 20, 24, "k y fe");
  p.shape([[520, 118], [566, 84], [612, 118]], "k w fr").box(528, 118, 76, 96, "k w fp").box(556, 160, 24, 54, "k y fb");
  p.line([[398, 214], [398, 30], [300, 30]], "n x").line([[398, 56], [366, 30]], "n w").line([[320, 30], [320, 62]], "n y").box(304, 62, 32, 24, "k w fs");
  p.person("harpreet-calm", 168, 84, 104).person("rosa-calm", 300, 92, 100, { flip: true });
  p.path("M40 168H136Q150 168 152 182L156 206H36V172Z", "k w fs");
  for (const x of [50, 80, 110]) p.box(x, 176, 20, 16, "k y fp");
  p.oval(64, 208, 11, 11, "k w fk").oval(130, 208, 11, 11, "k w fk");
  return p;
}

export function shareForward() {
  const p = scene(12, 228);
  p.person("grace-smile", 40, 40, 130).person("theo-smile", 474, 44, 130, { flip: true });
  p.curve([[206, 158], [250, 60], [304, 60], [326, 132], [352, 156], [384, 106]], "n w d");
  p.shape([[376, 96], [450, 54], [424, 118], [408, 100]], "k w fp").line([[450, 54], [408, 100], [404, 122], [416, 109]], "k w");
  desk(p, 24, 190, 190, 60);
  paper(p, 120, 162, 62, 28, 2);
  return p;
}

export function preAssessment() {
  const p = scene(13);
  p.line([[372, 214], [372, 24]], "n x");
  p.shape([[330, 34], [470, 34], [496, 56], [470, 78], [330, 78]], "k w fs");
  p.shape([[414, 90], [284, 90], [258, 112], [284, 134], [414, 134]], "k w fp");
  p.shape([[340, 146], [448, 146], [470, 164], [448, 182], [340, 182]], "k w fb");
  p.person("jules-surprised", 80, 40, 134);
  bag(p, 238, 160, 0.9, "fr");
  plant(p, 574, 214, 1.3);
  return p;
}

export function certificate() {
  const p = scene(14, 228);
  p.person("dolores-smile", 40, 40, 130).person("maya-smile", 470, 36, 130, { flip: true });
  p.box(204, 28, 232, 160, "k w fs").box(220, 44, 200, 128, "k y fp");
  p.line([[256, 74], [384, 74]], "k x").line([[246, 100], [394, 100]], "k y").line([[270, 120], [370, 120]], "k y");
  p.shape([[306, 150], [298, 200], [320, 186], [342, 200], [334, 150]], "k w fr").oval(320, 148, 24, 24, "k w fe").tick(320, 149, 0.8, "c_ x");
  return p;
}

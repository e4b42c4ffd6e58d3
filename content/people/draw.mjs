// Draws everybody of ../people.yaml in each of their moods, as ID-MOOD.svg beside this file. See README.md.
import fs from "node:fs";
import { createAvatar } from "@dicebear/core";
import * as openPeeps from "@dicebear/open-peeps";
import { optimize } from "svgo";
import { parse } from "yaml";

const here = new URL("./", import.meta.url);
const FACES = {
  calm: "calm",
  smile: "smile",
  serious: "serious",
  concerned: "concerned",
  tired: "tired",
  angry: "rage",
  surprised: "awe",
  explaining: "explaining",
};
// Ids inside of a drawing need no prefix: each is a file of its own. Half a unit of 704 is below what a screen shows.
const SMALLER = { multipass: true, floatPrecision: 0, plugins: [{ name: "preset-default" }, "removeTitle", "removeMetadata"] };

/** One option is drawn for certain, or not at all. */
const part = (name, value) => ({ [name]: value ? [value] : [], [`${name}Probability`]: value ? 100 : 0 });

function draw({ id, looks }, mood) {
  const avatar = createAvatar(openPeeps, {
    seed: id,
    head: [looks.head],
    face: [FACES[mood]],
    skinColor: [looks.skin],
    clothingColor: [looks.clothing],
    headContrastColor: [looks.hair],
    maskProbability: 0,
    ...part("facialHair", looks.beard),
    ...part("accessories", looks.glasses),
  });
  return `${optimize(avatar.toString(), SMALLER).data}\n`;
}

const { people } = parse(fs.readFileSync(new URL("../people.yaml", here), "utf8"));
const drawn = new Set();
for (const person of people) {
  for (const mood of person.moods) {
    const name = `${person.id}-${mood}.svg`;
    fs.writeFileSync(new URL(name, here), draw(person, mood));
    drawn.add(name);
  }
}
for (const name of fs.readdirSync(here)) {
  if (name.endsWith(".svg") && !drawn.has(name)) fs.unlinkSync(new URL(name, here));
}
console.log(`${drawn.size} drawings`);

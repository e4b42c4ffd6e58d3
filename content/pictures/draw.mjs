// Draws every picture as ID.svg beside this file. See README.md.
import fs from "node:fs";
import { gzipSync } from "node:zlib";
import * as lessons from "./lessons.mjs";
import * as scenes from "./scenes.mjs";

const here = new URL("./", import.meta.url);
const drawn = new Set();
const dashed = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

for (const [prefix, pictures] of [["", lessons], ["scene-", scenes]]) {
  for (const [name, draw] of Object.entries(pictures)) {
    const file = `${prefix}${dashed(name)}.svg`;
    const svg = draw().toString();
    fs.writeFileSync(new URL(file, here), svg);
    drawn.add(file);
    console.log(file, gzipSync(svg).length);
  }
}
for (const name of fs.readdirSync(here)) {
  if (name.endsWith(".svg") && !drawn.has(name)) fs.unlinkSync(new URL(name, here));
}

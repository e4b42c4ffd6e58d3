// What there is to read aloud on the page, sentence by sentence, each with its place in the text and its language.
// Left out is what somebody typed, and what only leads elsewhere. Loaded before read_aloud.js, as saving.js is.
const BLOCKS = "h1, h2, h3, h4, h5, h6, p, li, dt, dd, td, th, caption, blockquote, figcaption, legend, label, summary, button, pre, div, section, article";
const LEFT_OUT = "nav, script, select, option, textarea, input, svg, [hidden], [aria-hidden=true], .visually-hidden, .typed, .step-foot, .actions, .saved, .read-aloud, .read-aloud-said, [aria-labelledby=further], [aria-labelledby=builds]";

/** Stretches of text nodes that stand in one block, in the order of the page. */
function* stretches(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let block = null, nodes = [];
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (parent.closest(LEFT_OUT) || !parent.getClientRects().length) continue;
    const home = parent.closest(BLOCKS);
    if (home !== block && nodes.length) yield { block, nodes };
    if (home !== block) [block, nodes] = [home, []];
    nodes.push(node);
  }
  if (nodes.length) yield { block, nodes };
}

function languageOf(element) {
  return element.closest("[lang]")?.lang ?? "en";
}

function* cut(text, language) {
  if (!("Segmenter" in Intl)) {
    for (const found of text.matchAll(/[^.!?…]+[.!?…]*["”»)]*\s*/g)) yield { index: found.index, segment: found[0] };
    return;
  }
  yield* new Intl.Segmenter(language, { granularity: "sentence" }).segment(text);
}

/** Where a character of the joined nodes is. */
function place(nodes, at) {
  for (const node of nodes) {
    if (at <= node.length) return [node, at];
    at -= node.length;
  }
  const last = nodes[nodes.length - 1];
  return [last, last.length];
}

/** All sentences below an element that somebody sees: text, language, range, and the block that they stand in. */
function sentencesIn(root) {
  const found = [];
  for (const { block, nodes } of stretches(root)) {
    const language = languageOf(nodes[0].parentElement);
    for (const { index, segment } of cut(nodes.map((node) => node.data).join(""), language)) {
      const text = segment.replace(/\s+/g, " ").trim();
      if (!/[\p{L}\p{N}]/u.test(text)) continue;
      const range = document.createRange();
      const before = segment.length - segment.trimStart().length;
      range.setStart(...place(nodes, index + before));
      range.setEnd(...place(nodes, index + segment.trimEnd().length));
      found.push({ text, language, range, block });
    }
  }
  return found;
}

globalThis.sentencesIn = sentencesIn;

// The markdown block: everyday CommonMark with task lists and tables, as nodes.

import { h, safeAddress } from "./dom.js";
import { emojify } from "./emoji.js";
import { anchor } from "./mrkdwn.js";

const INLINE =
  /(`+)([^`]|[^`][\s\S]*?[^`])\1|\*\*(.+?)\*\*|__(.+?)__|~~(.+?)~~|!?\[([^\]]*)\]\(([^)\s]+)\)|(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?!\w)|(?<!\w)_([^_\s](?:[^_]*[^_\s])?)_(?!\w)|<(https?:[^>\s]+)>|(https?:\/\/[^\s<>)]+)/g;

export function markdown(text) {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const out = [];
  while (lines.length) {
    if (!lines[0].trim()) lines.shift();
    else out.push((READERS.find(([pattern]) => pattern.test(lines[0]))?.[1] ?? paragraph)(lines));
  }
  return out;
}

const READERS = [
  [/^```/, fence],
  [/^#{1,6}\s/, heading],
  [/^(?:-{3,}|\*{3,}|_{3,})\s*$/, (lines) => (lines.shift(), h("hr"))],
  [/^>/, quote],
  [/^\s*(?:[-*+]|\d+[.)])\s/, list],
  [/^\|/, table],
];

function takeWhile(lines, isWanted) {
  const taken = [];
  while (lines.length && isWanted(lines[0])) taken.push(lines.shift());
  return taken;
}

function fence(lines) {
  lines.shift();
  const content = takeWhile(lines, (line) => !line.startsWith("```"));
  lines.shift();
  return h("pre", {}, content.join("\n"));
}

function heading(lines) {
  const [, marks, content] = /^(#{1,6})\s+(.*?)\s*#*$/.exec(lines.shift());
  return h(`h${Math.min(6, marks.length + 2)}`, {}, inline(content));
}

function quote(lines) {
  return h(
    "blockquote",
    {},
    markdown(
      takeWhile(lines, (line) => line.startsWith(">"))
        .map((line) => line.replace(/^> ?/, ""))
        .join("\n"),
    ),
  );
}

function paragraph(lines) {
  const first = lines.shift();
  const rest = takeWhile(lines, (line) => line.trim() && !READERS.some(([pattern]) => pattern.test(line)));
  return h("p", {}, inline([first, ...rest].join("\n")));
}

function list(lines) {
  const [, indent, bullet] = /^(\s*)([-*+]|\d+[.)])/.exec(lines[0]);
  const items = [];
  while (lines.length) {
    const match = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/.exec(lines[0]);
    if (!match || match[1].length < indent.length) break;
    if (match[1].length > indent.length) items.at(-1).append(list(lines));
    else {
      lines.shift();
      items.push(item(match[3]));
    }
  }
  return h(/\d/.test(bullet) ? "ol" : "ul", {}, items);
}

function item(content) {
  const task = /^\[([ xX])\]\s+(.*)$/.exec(content);
  if (!task) return h("li", {}, inline(content));
  const isDone = task[1] !== " ";
  return h(
    "li.task",
    {},
    h("input", { type: "checkbox", checked: isDone, disabled: true, "aria-label": isDone ? "done" : "open" }),
    inline(task[2]),
  );
}

function table(lines) {
  const rows = takeWhile(lines, (line) => line.startsWith("|")).map((line) =>
    line
      .replace(/^\||\|\s*$/g, "")
      .split("|")
      .map((cell) => cell.trim()),
  );
  const isRuled = rows[1]?.every((cell) => /^:?-+:?$/.test(cell));
  const body = isRuled ? rows.slice(2) : rows;
  return h(
    "table",
    {},
    isRuled &&
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          rows[0].map((cell) => h("th", {}, inline(cell))),
        ),
      ),
    h(
      "tbody",
      {},
      body.map((row) =>
        h(
          "tr",
          {},
          row.map((cell) => h("td", {}, inline(cell))),
        ),
      ),
    ),
  );
}

function inline(text) {
  const out = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    out.push(emojify(text.slice(from, match.index)), styled(match));
    from = match.index + match[0].length;
  }
  out.push(emojify(text.slice(from)));
  return out;
}

function styled([whole, , code, bold, alsoBold, struck, label, target, italic, alsoItalic, bracketed, bare]) {
  if (code !== undefined) return h("code", {}, code);
  if (bold ?? alsoBold) return h("b", {}, inline(bold ?? alsoBold));
  if (struck) return h("s", {}, inline(struck));
  if (italic ?? alsoItalic) return h("i", {}, inline(italic ?? alsoItalic));
  const link = target ?? bracketed ?? bare;
  return safeAddress(link) ? anchor(link, label || link) : whole;
}

// Slack's own markup, as nodes. Text arrives with & < > escaped; whatever is not understood is shown as it was typed.

import { slackDate } from "./dates.js";
import { h, safeAddress } from "./dom.js";
import { emojify, emojiNamed } from "./emoji.js";
import { nameOf, state } from "./state.js";

const FENCE = /```\n?([\s\S]*?)\n?```/g;
const QUOTED = /^(?:&gt;|>) ?/;
const SHORTCODE = /^:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:/;
const ADDRESS = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"*_~]/;
const MARKS = { "*": "b", _: "i", "~": "s" };

export const unescapeText = (text) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** A fragment; `verbatim` leaves bare addresses and @here as text. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const fragment = document.createDocumentFragment();
  let from = 0;
  for (const fence of text.matchAll(FENCE)) {
    fragment.append(...paragraphs(text.slice(from, fence.index), verbatim));
    fragment.append(h("pre", {}, codeText(fence[1])));
    from = fence.index + fence[0].length;
    if (text[from] === "\n") from += 1;
  }
  fragment.append(...paragraphs(text.slice(from), verbatim));
  return fragment;
}

/** One text object of Block Kit: plain_text knows no formatting, only emoji. */
export function textObject(object) {
  if (!object) return "";
  if (object.type === "mrkdwn") return mrkdwn(object.text, { verbatim: object.verbatim });
  return plain(object);
}

export function plain(object) {
  if (!object) return "";
  return object.emoji === false ? object.text : emojify(object.text);
}

/** What a reader would hear: the markup resolved to names and dates, nothing else. */
export const spokenText = (text) => mrkdwn(text || "").textContent;

function paragraphs(text, verbatim) {
  if (!text) return [];
  const found = [];
  for (const line of text.split("\n")) {
    const isQuoted = QUOTED.test(line);
    const last = found.at(-1);
    const content = isQuoted ? line.replace(QUOTED, "") : line;
    if (last && last.isQuoted === isQuoted) last.lines.push(content);
    else found.push({ isQuoted, lines: [content] });
  }
  return found.flatMap(({ isQuoted, lines }) => {
    const content = inline(lines.join("\n"), verbatim);
    return isQuoted ? [h("blockquote", {}, content)] : content;
  });
}

function inline(text, verbatim) {
  const out = [];
  let run = "";
  let position = 0;
  const flush = () => {
    if (run) out.push(unescapeText(run));
    run = "";
  };
  while (position < text.length) {
    const token = tokenAt(text, position, verbatim);
    if (token) {
      flush();
      out.push(token.node);
      position += token.length;
    } else {
      run += text[position];
      position += 1;
    }
  }
  flush();
  return out;
}

function tokenAt(text, position, verbatim) {
  const character = text[position];
  if (character === "<") return bracketed(text, position);
  if (character === "`") return code(text, position);
  if (character === ":") return emoji(text, position);
  if (character in MARKS) return marked(text, position, verbatim);
  if (!verbatim && character === "h") return address(text, position);
  if (!verbatim && character === "@") return broadcast(text, position);
  return null;
}

function codeText(text) {
  return unescapeText(
    text.replace(/<([^<>|]+)(?:\|([^<>]+))?>/g, (whole, target, label) =>
      safeAddress(target) && /^(https?|mailto):/.test(target) ? label || target : whole,
    ),
  );
}

function code(text, position) {
  const end = text.indexOf("`", position + 1);
  const content = text.slice(position + 1, end);
  if (end < 0 || !content || content.includes("\n")) return null;
  return { node: h("code", {}, codeText(content)), length: content.length + 2 };
}

function emoji(text, position) {
  const match = SHORTCODE.exec(text.slice(position, position + 60));
  const found = match && emojiNamed(match[1]);
  return found ? { node: h("span.emoji", { title: `:${match[1]}:` }, found), length: match[0].length } : null;
}

const isWordy = (character) => character !== undefined && /[\p{L}\p{N}_]/u.test(character);

function marked(text, position, verbatim) {
  const mark = text[position];
  const next = text[position + 1];
  if (isWordy(text[position - 1]) || next === undefined || /\s/.test(next) || next === mark) return null;
  const end = closing(text, position + 1, mark);
  if (end < 0) return null;
  const content = text.slice(position + 1, end);
  return { node: h(MARKS[mark], {}, inline(content, verbatim)), length: content.length + 2 };
}

function closing(text, from, mark) {
  for (let position = from; position < text.length; position += 1) {
    const character = text[position];
    if (character === "\n") return -1;
    if (character === "<") position = skipTo(text, position, ">");
    else if (character === "`") position = skipTo(text, position, "`");
    else if (character === ":" && mark === "_")
      position += (SHORTCODE.exec(text.slice(position, position + 60))?.[0].length ?? 1) - 1;
    else if (character === mark && !/\s/.test(text[position - 1]) && !isWordy(text[position + 1]))
      return position;
  }
  return -1;
}

function skipTo(text, position, end) {
  const found = text.indexOf(end, position + 1);
  return found < 0 ? position : found;
}

function address(text, position) {
  if (isWordy(text[position - 1])) return null;
  const match = ADDRESS.exec(text.slice(position));
  if (!match) return null;
  const target = unescapeText(match[0]);
  return { node: anchor(target, target), length: match[0].length };
}

function broadcast(text, position) {
  const match = /^@(here|channel|everyone)\b/.exec(text.slice(position, position + 10));
  return match && !isWordy(text[position - 1])
    ? { node: mention(match[0], true), length: match[0].length }
    : null;
}

function bracketed(text, position) {
  const end = text.indexOf(">", position);
  if (end < 0) return null;
  const content = text.slice(position + 1, end);
  const cut = content.indexOf("|");
  const target = cut < 0 ? content : content.slice(0, cut);
  const label = cut < 0 ? "" : unescapeText(content.slice(cut + 1));
  const node = special(target, label);
  return node ? { node, length: content.length + 2 } : null;
}

function special(target, label) {
  const rest = target.slice(1);
  if (target.startsWith("@")) return /^[A-Z0-9]+$/.test(rest) ? userMention(rest, label) : null;
  if (target.startsWith("#")) return /^[A-Z0-9]+$/.test(rest) ? channelLink(rest, label) : null;
  if (target.startsWith("!")) return command(rest, label);
  const link = unescapeText(target);
  return /^(https?:|mailto:|tel:)/.test(link) && safeAddress(link)
    ? anchor(link, label ? emojify(label) : link.replace(/^(mailto|tel):/, ""))
    : null;
}

function command(target, label) {
  const [name, first, second, third] = target.split("^");
  if (name === "subteam") return groupMention(first, label);
  if (name === "date") return date(first, unescapeText(second || ""), third, label);
  if (["here", "channel", "everyone"].includes(name)) return mention(`@${name}`, true);
  return document.createTextNode(label || `@${name}`);
}

function date(seconds, format, link, label) {
  const text = /^\d+$/.test(seconds) && format ? slackDate(Number(seconds), format) : label;
  return link && safeAddress(unescapeText(link)) ? anchor(unescapeText(link), text) : h("time", {}, text);
}

/** Opens in a new tab; links to messages of this workspace are caught by the page (navigation.js). */
export function anchor(target, label) {
  return h("a", { href: target, target: "_blank", rel: "noopener noreferrer" }, label);
}

export function mention(text, isMe = false) {
  return h("span.mention", { class: isMe ? "is-me" : "" }, text);
}

export function userMention(id, label) {
  const known = state.users.get(id);
  return mention(`@${known ? nameOf(id) : label || id}`, id === state.me);
}

export function groupMention(id, label) {
  const group = state.usergroups.get(id);
  const isMine = Boolean(group && (group.users || []).includes(state.me));
  return mention(group ? `@${group.handle}` : label || `@${id}`, isMine);
}

export function channelLink(id, label) {
  const room = state.channels.get(id);
  if (!room) return mention(label ? `#${label}` : "🔒 private channel");
  return h("a.mention", { href: `/?channel=${id}` }, `#${room.name}`);
}

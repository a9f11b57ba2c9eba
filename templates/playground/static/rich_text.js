// The rich_text block, read only.

import { slackDate } from "./dates.js";
import { h, safeAddress } from "./dom.js";
import { emojiNamed } from "./emoji.js";
import { anchor, channelLink, groupMention, mention, userMention } from "./mrkdwn.js";

export function richText(block) {
  return h("div.rich-text", {}, block.elements.map(piece));
}

function piece(element) {
  const content = (element.elements || []).map((part) =>
    element.type === "rich_text_list" ? h("li", {}, part.elements.map(leaf)) : leaf(part),
  );
  switch (element.type) {
    case "rich_text_list":
      return h(
        element.style === "ordered" ? "ol" : "ul",
        { style: { marginLeft: `${(element.indent || 0) * 24}px` } },
        content,
      );
    case "rich_text_preformatted":
      return h("pre", {}, content);
    case "rich_text_quote":
      return h("blockquote", {}, content);
    default:
      return h("div.rich-section", {}, content);
  }
}

const LEAVES = {
  text: (part) => part.text,
  link: (part) => (safeAddress(part.url) ? anchor(part.url, part.text || part.url) : part.text || part.url),
  user: (part) => userMention(part.user_id),
  usergroup: (part) => groupMention(part.usergroup_id),
  channel: (part) => channelLink(part.channel_id),
  broadcast: (part) => mention(`@${part.range}`, true),
  emoji: (part) => emojiNamed(part.name) ?? fromCodes(part.unicode) ?? `:${part.name}:`,
  date: (part) => slackDate(part.timestamp, part.format),
  color: (part) => h("code", {}, part.value),
};

function fromCodes(codes) {
  return codes ? String.fromCodePoint(...codes.split("-").map((code) => Number.parseInt(code, 16))) : null;
}

function leaf(part) {
  let node = LEAVES[part.type]?.(part) ?? "";
  const style = part.style || {};
  if (style.code) node = h("code", {}, node);
  if (style.bold) node = h("b", {}, node);
  if (style.italic) node = h("i", {}, node);
  if (style.strike) node = h("s", {}, node);
  return node;
}

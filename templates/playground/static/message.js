// One message. Its node lives as long as the message is on screen; only what changed in it is drawn anew.

import { act, runShortcut } from "./actions.js";
import { drawBlocks } from "./blocks.js";
import { clock, dayAndClock, longTime } from "./dates.js";
import { arrange, h, icon } from "./dom.js";
import { ownActions } from "./editing.js";
import { fileCard } from "./files.js";
import { formOf } from "./form.js";
import { spokenText } from "./mrkdwn.js";
import { follow, linkTo, openPlace } from "./navigation.js";
import { authorOf, avatar } from "./people.js";
import { openMenu } from "./popup.js";
import { roomOf } from "./rooms.js";
import { refresh, state } from "./state.js";
import { toast } from "./toast.js";

/** `place` is {channel, isThread}. */
export function makeMessage(place, ts) {
  const body = h("div.message-body");
  const parts = {
    gutter: h("div.gutter"),
    head: h("div.message-head"),
    above: h("div.above"),
    body,
    foot: h("div.message-foot"),
    tools: h("div.tools"),
  };
  const node = h(
    "div.message",
    { role: "article", tabindex: "-1", data: { ts } },
    parts.above,
    parts.gutter,
    h("div.message-main", {}, parts.head, body, parts.foot),
    parts.tools,
  );
  const context = {
    form: formOf(`${state.me}:${place.channel}:${ts}`),
    surface: "message",
    blocks: [],
    open: follow,
  };
  context.act = (block, element, input) =>
    act({ type: "message", channel: place.channel, ts }, context, block, element, input);
  return { node, parts, context, place, json: "" };
}

/** `isCompact` leaves out the author, who is the same as above. */
export function drawMessage(entry, message, isCompact) {
  const json = JSON.stringify([message, isCompact, rootText(entry, message)]);
  if (json === entry.json) return;
  entry.json = json;
  const { node, parts, context } = entry;
  const author = authorOf(message);
  const seenBy = message.is_ephemeral ? ", only visible to you" : "";
  node.setAttribute("aria-label", `${author.name}, ${clock(message.ts)}${seenBy}`);
  node.classList.toggle("is-compact", isCompact);
  node.classList.toggle("is-ephemeral", Boolean(message.is_ephemeral));
  parts.above.replaceChildren(...above(entry, message));
  parts.gutter.replaceChildren(isCompact ? time(message, "gutter-time") : avatar(author.id));
  parts.head.replaceChildren(...(isCompact ? [] : head(message, author)));
  context.blocks = blocksOf(message);
  context.form.seed(message.state);
  parts.body.classList.toggle("has-blocks", Boolean(message.blocks?.length));
  drawBlocks(parts.body, context.blocks, context);
  arrange(parts.foot, foot(entry, message));
  parts.tools.replaceChildren(...tools(entry, message));
}

function blocksOf(message) {
  if (message.blocks?.length) return message.blocks;
  const text = message.edited ? `${message.text} _(edited)_` : message.text;
  return text ? [{ type: "section", text: { type: "mrkdwn", text } }] : [];
}

function time(message, kind) {
  return h(`time.${kind}`, { title: longTime(message.ts) }, clock(message.ts));
}

function head(message, author) {
  return [
    h("b.author", {}, author.name),
    author.isApp && h("span.app-badge", {}, "APP"),
    time(message, "time"),
  ].filter(Boolean);
}

function rootText(entry, message) {
  if (message.subtype !== "thread_broadcast" || entry.place.isThread) return "";
  const root = roomOf(entry.place.channel).messages.get(message.thread_ts) ?? message.root;
  return spokenText(root?.text).slice(0, 80);
}

function above(entry, message) {
  const lines = [];
  if (message.is_ephemeral) lines.push(h("div.only-you", {}, icon("eye"), "Only visible to you"));
  if (message.subtype !== "thread_broadcast") return lines;
  if (entry.place.isThread) lines.push(h("div.broadcast", {}, "Also sent to the channel"));
  else {
    const { channel } = entry.place;
    lines.push(
      h(
        "div.broadcast",
        {},
        "replied to a thread: ",
        h(
          "button.link",
          {
            type: "button",
            onclick: () => openPlace({ channel, thread: message.thread_ts, message: message.ts }),
          },
          rootText(entry, message) || "see the thread",
        ),
      ),
    );
  }
  return lines;
}

function foot(entry, message) {
  const parts = (message.files || []).map(fileCard);
  if (message.is_ephemeral) {
    parts.push(
      h("button.link.dismiss", { type: "button", onclick: () => dismiss(entry, message) }, "Dismiss message"),
    );
  }
  if (message.reply_count && !entry.place.isThread) parts.push(summary(entry, message));
  return parts;
}

function dismiss({ place }, message) {
  for (const kept of [state.rooms.get(place.channel), ...state.threads.values()])
    kept?.messages.delete(message.ts);
  refresh("room", "thread");
}

function summary(entry, message) {
  const count = `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`;
  const last = `last reply ${dayAndClock(message.latest_reply || message.ts)}`;
  return h(
    "button.thread-summary",
    {
      type: "button",
      "aria-label": `${count}, ${last}`,
      onclick: () => openPlace({ channel: entry.place.channel, thread: message.ts }),
    },
    (message.reply_users || []).slice(0, 4).map((id) => avatar(id, "middle")),
    h("span.count", {}, count),
    h("small", {}, last),
  );
}

function tools(entry, message) {
  if (message.is_ephemeral) return [];
  const { channel, isThread } = entry.place;
  const root = message.thread_ts || message.ts;
  const reply = h(
    "button.tool",
    {
      type: "button",
      title: "Reply in thread",
      "aria-label": "Reply in thread",
      onclick: () => openPlace({ channel, thread: root, isWriting: true }),
    },
    icon("thread"),
  );
  const more = h(
    "button.tool",
    {
      type: "button",
      title: "More actions for this message",
      "aria-label": "More actions for this message",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () =>
        openMenu(
          more,
          [
            ...state.shortcuts
              .filter(({ type }) => type === "message")
              .map((shortcut) => ({
                label: shortcut.name,
                detail: state.app.name,
                choose: () => runShortcut(shortcut, { channel, ts: message.ts }),
              })),
            {
              label: "Copy link to message",
              choose: () => copy(new URL(linkTo(channel, message), location.origin).href, "Link copied."),
            },
            { label: "Copy text", choose: () => copy(entry.parts.body.innerText, "Text copied.") },
            ...ownActions(entry, message),
          ],
          { label: "More actions for this message" },
        ),
    },
    icon("more"),
  );
  return isThread ? [more] : [reply, more];
}

async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    toast("The browser did not allow copying.");
  }
}

/** The short text of a message for a screen reader that waits for news. */
export const newsOf = (message) =>
  `${authorOf(message).name}: ${spokenText(message.text).slice(0, 200) || "a message"}`;

// The right-hand pane with one thread.

import { Composer, whyClosed } from "./composer.js";
import { h, icon } from "./dom.js";
import { MessageList } from "./list.js";
import { openPlace } from "./navigation.js";
import { closeOrphan } from "./popup.js";
import { inOrder, threadOf } from "./rooms.js";
import { channel, onRefresh, spokenName, state } from "./state.js";

const parts = {};
let shown = "";

export function startThread() {
  parts.where = h("small");
  parts.pane = document.getElementById("thread");
  parts.list = new MessageList("Thread");
  parts.composer = new Composer();
  parts.replies = h("div.line.replies", { role: "separator" }, h("span"));
  parts.pane.append(
    h(
      "header.pane-head",
      {},
      h("h2", {}, "Thread"),
      parts.where,
      h("button.tool", { type: "button", "aria-label": "Close thread", onclick: close }, icon("close")),
    ),
    parts.list.node,
    parts.composer.node,
  );
  parts.pane.addEventListener(
    "keydown",
    (event) => event.key === "Escape" && !event.defaultPrevented && close(),
  );
  onRefresh("thread", paint);
}

export const threadList = () => parts.list;
export const writeInThread = () => parts.composer.input.focus();

function close() {
  openPlace({ channel: state.place.channel, tab: state.place.tab });
}

function paint() {
  const { channel: id, thread } = state.place;
  parts.pane.hidden = !thread;
  document.body.classList.toggle("thread-open", Boolean(thread));
  if (!thread) return;
  const key = `${state.me}:${id}:${thread}`;
  parts.where.textContent = spokenName(channel(id));
  parts.composer.turnTo({ channel: id, thread, label: "Reply …", closed: whyClosed(channel(id)) });
  if (shown !== key) {
    shown = key;
    parts.list.clear();
  }
  const kept = threadOf(id, thread);
  if (!kept.isLoaded) return;
  const messages = inOrder(kept);
  const count = messages.filter((message) => message.ts !== thread && !message.is_ephemeral).length;
  parts.replies.firstChild.textContent = count === 1 ? "1 reply" : `${count} replies`;
  parts.list.draw({ channel: id, isThread: true }, messages, { afterFirst: count ? parts.replies : null });
  closeOrphan();
}

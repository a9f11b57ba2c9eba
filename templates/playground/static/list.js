// A column of messages that scrolls: day lines, grouping by author, and staying at the bottom while one is there.

import { day, dayLabel } from "./dates.js";
import { arrange, h } from "./dom.js";
import { drawMessage, makeMessage } from "./message.js";
import { authorOf } from "./people.js";

const SECONDS_OF_ONE_GROUP = 300;
const CLOSE_TO_THE_END = 60;

export class MessageList {
  constructor(label, onEnd = () => {}) {
    this.inner = h("div.list-inner");
    this.node = h(
      "div.list",
      { role: "log", "aria-live": "off", "aria-label": label, tabindex: "0" },
      this.inner,
    );
    this.entries = new Map();
    this.lines = new Map();
    this.isAtEnd = true;
    this.node.addEventListener("scroll", () => {
      this.isAtEnd = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < CLOSE_TO_THE_END;
      if (this.isAtEnd) onEnd();
    });
    const stay = new ResizeObserver(() => this.isAtEnd && this.toEnd());
    stay.observe(this.inner);
    stay.observe(this.node);
  }

  toEnd() {
    this.isAtEnd = true;
    this.node.scrollTop = this.node.scrollHeight;
  }

  /** Forgets all nodes: another channel, thread or person. */
  clear() {
    this.entries.clear();
    this.lines.clear();
    this.isAtEnd = true;
    this.inner.replaceChildren();
  }

  /** `place` is {channel, isThread}; `extras` are {before?, afterFirst?, newFrom?}. */
  draw(place, messages, { before, afterFirst, newFrom } = {}) {
    const held = this.inner.contains(document.activeElement) && document.activeElement.closest(".message");
    const wanted = before ? [before] : [];
    let previous = null;
    for (const message of messages) {
      const isNewDay = !place.isThread && (!previous || day(previous.ts) !== day(message.ts));
      if (isNewDay) wanted.push(this.#line(`day ${day(message.ts)}`, dayLabel(message.ts), "day"));
      const isFirstNew =
        newFrom &&
        Number(message.ts) > Number(newFrom) &&
        !(previous && Number(previous.ts) > Number(newFrom));
      if (isFirstNew) wanted.push(this.#line("new", "New", "new"));
      const isAfterLine = isNewDay || isFirstNew || (place.isThread && previous === messages[0]);
      wanted.push(this.#message(place, message, !isAfterLine && continues(previous, message)));
      if (message === messages[0] && afterFirst) wanted.push(afterFirst);
      previous = message;
    }
    this.#forget(new Set(messages.map(({ ts }) => ts)));
    arrange(this.inner, wanted);
    // What had the focus may be gone: whoever uses the keyboard goes on from where it was.
    if (held && !this.inner.contains(document.activeElement))
      (held.isConnected ? held : this.node).focus({ preventScroll: true });
    if (this.isAtEnd) this.toEnd();
  }

  #line(key, text, kind) {
    const line = this.lines.get(key) ?? h(`div.line.${kind}`, { role: "separator" }, h("span"));
    line.firstChild.textContent = text;
    line.setAttribute("aria-label", text);
    this.lines.set(key, line);
    return line;
  }

  #message(place, message, isCompact) {
    if (!this.entries.has(message.ts)) this.entries.set(message.ts, makeMessage(place, message.ts));
    const entry = this.entries.get(message.ts);
    drawMessage(entry, message, isCompact);
    return entry.node;
  }

  #forget(shown) {
    for (const ts of this.entries.keys()) if (!shown.has(ts)) this.entries.delete(ts);
  }

  /** Brings one message into sight and lights it up for a moment; false when it is not here. */
  flash(ts) {
    const node = this.entries.get(ts)?.node;
    if (!node) return false;
    this.isAtEnd = false;
    node.scrollIntoView({ block: "center" });
    node.classList.remove("is-flashing");
    requestAnimationFrame(() => node.classList.add("is-flashing"));
    return true;
  }
}

function continues(previous, message) {
  return (
    Boolean(previous) &&
    message.subtype !== "thread_broadcast" &&
    previous.subtype !== "thread_broadcast" &&
    Boolean(previous.is_ephemeral) === Boolean(message.is_ephemeral) &&
    !previous.reply_count &&
    authorOf(previous).id === authorOf(message).id &&
    authorOf(previous).name === authorOf(message).name &&
    Number(message.ts) - Number(previous.ts) < SECONDS_OF_ONE_GROUP
  );
}

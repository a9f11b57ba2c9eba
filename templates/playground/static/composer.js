// The box for writing, at the foot of a channel and of a thread.

import { runShortcut } from "./actions.js";
import { post } from "./api.js";
import { Completions, encode } from "./completions.js";
import { h, icon } from "./dom.js";
import { openMenu } from "./popup.js";
import { addNote } from "./rooms.js";
import { isBotDm, state } from "./state.js";
import { toast } from "./toast.js";

const TALLEST = 240;
const drafts = new Map();

const globalShortcuts = () => state.shortcuts.filter(({ type }) => type === "global");

/** Why this person cannot write in a channel, or an empty text. */
export function whyClosed(entry) {
  if (entry.is_archived) return "This channel is archived.";
  if (isBotDm(entry) && !state.app.takes_messages) return "Sending messages to this app has been turned off.";
  return entry.is_im || entry.is_member
    ? ""
    : `You are not in #${entry.name}, so you can read here but not write.`;
}

export class Composer {
  constructor() {
    this.input = h("textarea", { rows: 1, autocomplete: "off", spellcheck: "true" });
    this.completions = new Completions(this.input);
    this.button = h(
      "button.send",
      { type: "button", "aria-label": "Send", title: "Send (Enter)", onclick: () => this.send() },
      icon("send"),
    );
    this.shortcuts = h(
      "button.tool",
      {
        type: "button",
        "aria-label": "Shortcuts",
        title: "Shortcuts",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () =>
          openMenu(
            this.shortcuts,
            globalShortcuts().map((shortcut) => ({
              label: shortcut.name,
              detail: state.app.name,
              choose: () => runShortcut(shortcut),
            })),
            { label: "Shortcuts", above: true },
          ),
      },
      icon("bolt"),
    );
    this.closed = h("p.composer-closed", { hidden: true });
    // Until it is known where one is, there is nothing to write to.
    this.box = h("div.composer-box", { hidden: true }, this.input);
    this.node = h("div.composer", {}, this.completions.node, this.completions.hint, this.closed, this.box);
    this.box.append(
      h(
        "div.composer-foot",
        {},
        this.shortcuts,
        h(
          "span.composer-tip",
          {},
          h("b", {}, "Enter"),
          " to send, ",
          h("b", {}, "Shift + Enter"),
          " for a new line, ",
          h("b", {}, "/"),
          " for commands",
        ),
        this.button,
      ),
    );
    this.place = null;
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#press(event));
  }

  /** Turns to another channel or thread; what was typed there before comes back. `closed` says why nobody may write. */
  turnTo({ channel, thread, label, closed = "" }) {
    this.closed.hidden = !closed;
    this.closed.textContent = closed;
    this.box.hidden = Boolean(closed);
    this.shortcuts.hidden = !globalShortcuts().length;
    this.input.setAttribute("aria-label", label);
    this.input.placeholder = label;
    const key = `${state.me}:${channel}:${thread || ""}`;
    if (this.place?.key === key) return;
    this.place = { key, channel, thread };
    this.input.value = drafts.get(key) || "";
    this.#fit();
    this.completions.close();
  }

  async send() {
    const text = this.input.value.trim();
    if (!text) return;
    const { channel, thread } = this.place;
    this.#clear();
    const answer = await post("send", { channel, text: encode(text), ...(thread && { thread_ts: thread }) });
    if (answer.ok) return;
    if (text.startsWith("/")) addNote(channel, thread, answer.message);
    else {
      toast(answer.message);
      this.input.value ||= text;
      this.#typed();
    }
  }

  #clear() {
    this.input.value = "";
    this.#typed();
    this.completions.close();
  }

  #typed() {
    drafts.set(this.place.key, this.input.value);
    this.#fit();
    this.completions.update();
  }

  #fit() {
    this.input.style.height = "auto";
    this.input.style.height = `${Math.min(this.input.scrollHeight, TALLEST)}px`;
    this.button.classList.toggle("is-ready", Boolean(this.input.value.trim()));
  }

  #press(event) {
    if (event.isComposing) return;
    if (this.completions.takeKey(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }
}

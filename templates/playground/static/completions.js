// What the box for writing suggests: commands after "/", people and groups after "@", channels after "#".

import { freshId, h } from "./dom.js";
import { spokenText, unescapeText } from "./mrkdwn.js";
import { avatar, persons } from "./people.js";
import { state } from "./state.js";

const MOST = 8;

export class Completions {
  constructor(input) {
    this.input = input;
    this.node = h("div.completions", {
      role: "listbox",
      id: freshId("completions"),
      "aria-label": "Suggestions",
      hidden: true,
    });
    this.hint = h("div.usage", { hidden: true });
    this.entries = [];
    this.active = 0;
    input.setAttribute("aria-controls", this.node.id);
    input.setAttribute("aria-autocomplete", "list");
    input.addEventListener("blur", () => this.close());
  }

  get isOpen() {
    return this.entries.length > 0;
  }

  update() {
    this.entries = candidates(this.input).slice(0, MOST);
    this.active = 0;
    this.#showHint();
    this.#draw();
  }

  close() {
    this.entries = [];
    this.#draw();
  }

  /** True when the key was meant for the list. Enter on a command that stands there in full sends it instead. */
  takeKey(event) {
    if (!this.isOpen) return false;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") this.#move(key === "ArrowDown" ? 1 : -1);
    else if (key === "Escape") this.close();
    else if (
      key === "Tab" ||
      (key === "Enter" && this.entries[this.active].insert.trim() !== this.input.value)
    )
      this.#take(this.active);
    else return false;
    return true;
  }

  #move(step) {
    this.active = (this.active + step + this.entries.length) % this.entries.length;
    this.#draw();
  }

  #take(index) {
    const { insert, from } = this.entries[index];
    const end = this.input.selectionStart;
    this.input.setRangeText(insert, from, end, "end");
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.input.focus();
  }

  #draw() {
    this.node.hidden = !this.isOpen;
    const options = this.entries.map((entry, index) =>
      h(
        "div.option",
        {
          role: "option",
          id: `${this.node.id}-${index}`,
          "aria-selected": String(index === this.active),
          class: index === this.active ? "is-active" : "",
          onpointerdown: (event) => {
            event.preventDefault();
            this.#take(index);
          },
        },
        entry.face,
        h(
          "span.option-text",
          {},
          h("span", {}, entry.label, entry.usage && h("span.usage-hint", {}, ` ${entry.usage}`)),
          entry.detail && h("small", {}, entry.detail),
        ),
      ),
    );
    this.node.replaceChildren(...options);
    if (this.isOpen) this.input.setAttribute("aria-activedescendant", `${this.node.id}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
    options[this.active]?.scrollIntoView({ block: "nearest" });
  }

  #showHint() {
    const typed = /^(\/\S+)\s/.exec(this.input.value);
    const known = typed && state.commands.find(({ command }) => command === typed[1]);
    this.hint.hidden = !known?.usage_hint;
    this.hint.replaceChildren(
      ...(known?.usage_hint ? [h("code", {}, known.command), ` ${known.usage_hint}`] : []),
    );
  }
}

function candidates(input) {
  const before = input.value.slice(0, input.selectionStart);
  if (/^\/\S*$/.test(before)) return commands(before);
  const match = /(?:^|\s)([@#])([\p{L}\p{N}._-]*(?: [\p{L}]*)?)$/u.exec(before);
  if (!match) return [];
  const from = before.length - match[2].length - 1;
  return match[1] === "@" ? names(match[2].toLowerCase(), from) : channels(match[2].toLowerCase(), from);
}

function commands(typed) {
  return state.commands
    .filter(({ command }) => command.startsWith(typed.toLowerCase()))
    .map((entry) => ({
      insert: `${entry.command} `,
      from: 0,
      label: entry.command,
      usage: entry.usage_hint,
      detail: entry.description,
      face: avatar(state.app.bot_user_id, "middle"),
    }));
}

function names(wanted, from) {
  const startsLike = (name) =>
    name.toLowerCase().startsWith(wanted) ||
    name
      .toLowerCase()
      .split(/[ ._-]/)
      .some((word) => word.startsWith(wanted));
  const app = state.users.get(state.app.bot_user_id);
  const people = [...persons(), ...(app ? [app] : [])].filter(
    (person) => startsLike(person.real_name || person.name) || startsLike(person.name),
  );
  const groups = [...state.usergroups.values()].filter(({ handle }) => startsLike(handle));
  return [
    ...people.map((person) => ({
      insert: `@${person.real_name || person.name} `,
      from,
      label: person.real_name || person.name,
      detail: person.title,
      face: avatar(person.id, "middle"),
    })),
    ...groups.map((group) => ({
      insert: `@${group.handle} `,
      from,
      label: `@${group.handle}`,
      detail: group.name,
    })),
  ];
}

function channels(wanted, from) {
  return [...state.channels.values()]
    .filter(({ is_im: isIm, name }) => !isIm && name.startsWith(wanted))
    .map((entry) => ({ insert: `#${entry.name} `, from, label: `#${entry.name}`, detail: entry.topic }));
}

/** The text as it was typed: names for references. */
export const decode = (text) =>
  unescapeText(text.replace(/<[@#!][^<>]+>/g, (reference) => spokenText(reference)));

/** The text with names of people, groups and channels as references; the server escapes the rest. */
export function encode(text) {
  let out = text;
  const app = state.users.get(state.app.bot_user_id);
  const references = [
    ...[...persons(), ...(app ? [app] : [])].flatMap((person) => [
      [`@${person.real_name}`, `<@${person.id}>`],
      [`@${person.name}`, `<@${person.id}>`],
    ]),
    ...[...state.usergroups.values()].map((group) => [`@${group.handle}`, `<!subteam^${group.id}>`]),
    ...[...state.channels.values()]
      .filter((entry) => !entry.is_im)
      .map((entry) => [`#${entry.name}`, `<#${entry.id}>`]),
  ].sort(([one], [other]) => other.length - one.length);
  for (const [name, reference] of references) {
    out = out.replace(
      new RegExp(`(^|[\\s(,])${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{N}_-])`, "gu"),
      `$1${reference}`,
    );
  }
  return out;
}

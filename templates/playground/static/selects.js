// The select menus, single and multiple, over options, people and channels.

import { h, icon } from "./dom.js";
import { commit } from "./field.js";
import { plain } from "./mrkdwn.js";
import { personOption, persons } from "./people.js";
import { openPicker } from "./picker.js";
import { isBotDm, state, titleOf } from "./state.js";

const staticKind = {
  key: "selected_option",
  keys: "selected_options",
  // A value is what identifies an option for the app; the picked thing is the whole option object.
  identify: (option) => option.value,
  list({ options, option_groups: groups }) {
    const all = groups
      ? groups.flatMap(({ label, options: inside }) => inside.map((option) => [option, plain(label)]))
      : options.map((option) => [option]);
    return all.map(([option, group]) => ({
      key: option.value,
      label: plain(option.text),
      detail: plain(option.description),
      group,
      picked: option,
    }));
  },
};

const byId = (entry) => ({ ...entry, picked: entry.key });
const identity = (id) => id;

const usersKind = {
  key: "selected_user",
  keys: "selected_users",
  identify: identity,
  list: () => persons().map(personOption).map(byId),
};

const room = (entry) =>
  byId({ key: entry.id, label: (entry.is_im ? "" : "#") + titleOf(entry), detail: entry.topic });

const channelsKind = {
  key: "selected_channel",
  keys: "selected_channels",
  identify: identity,
  list: () => [...state.channels.values()].filter((entry) => !entry.is_im && !entry.is_private).map(room),
};

const conversationsKind = {
  key: "selected_conversation",
  keys: "selected_conversations",
  identify: identity,
  list({ filter }) {
    const { include, exclude_bot_users: isWithoutBots } = filter || {};
    const kind = (entry) => (entry.is_im ? "im" : entry.is_private ? "private" : "public");
    return [...state.channels.values()]
      .filter((entry) => (!include || include.includes(kind(entry))) && !(isWithoutBots && isBotDm(entry)))
      .map(room);
  },
};

export const SELECTS = {
  static_select: (field) => single(field, staticKind),
  users_select: (field) => single(field, usersKind),
  channels_select: (field) => single(field, channelsKind),
  conversations_select: (field) => single(field, conversationsKind),
  multi_static_select: (field) => multiple(field, staticKind),
  multi_users_select: (field) => multiple(field, usersKind),
  multi_channels_select: (field) => multiple(field, channelsKind),
  multi_conversations_select: (field) => multiple(field, conversationsKind),
};

const COMBOBOX = { type: "button", role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false" };

function openOnArrows(event, open) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  event.preventDefault();
  open();
}

function single(field, kind) {
  const placeholder = plain(field.element.placeholder) || "Select an option";
  const value = h("span.select-value");
  const current = () => field.read()[kind.key];
  const draw = () => {
    const chosen = current();
    const entry = chosen && kind.list(field.element).find(({ key }) => key === kind.identify(chosen));
    value.textContent = chosen ? (entry?.label ?? plain(chosen.text) ?? chosen) : placeholder;
    value.classList.toggle("is-empty", !chosen);
    clear.hidden = !chosen || !field.isOptionalInput;
  };
  const choose = async (picked) => {
    await commit(field, { [kind.key]: picked });
    draw();
  };
  const open = () =>
    openPicker(button, {
      label: plain(field.element.placeholder) || "options",
      options: kind.list(field.element),
      isChosen: (key) => Boolean(current()) && kind.identify(current()) === key,
      choose: ({ picked }) => void choose(picked),
    });
  const button = h(
    "button.select",
    {
      ...COMBOBOX,
      "aria-required": field.isRequired,
      onclick: open,
      onkeydown: (event) => openOnArrows(event, open),
      ...field.name("Select"),
    },
    value,
    icon("down"),
  );
  const clear = h(
    "button.clear",
    { type: "button", "aria-label": "Clear", onclick: () => choose(null) },
    icon("close"),
  );
  draw();
  return h("span.select-box", {}, button, clear);
}

function multiple(field, kind) {
  const { element } = field;
  const most = element.max_selected_items ?? Infinity;
  const placeholder = plain(element.placeholder) || "Select options";
  const tokens = h("span.tokens");
  const value = h("span.select-value.is-empty");
  const entries = kind.list(element);
  const current = () => field.read()[kind.keys] ?? [];
  const keys = () => current().map(kind.identify);
  const label = (picked) =>
    entries.find(({ key }) => key === kind.identify(picked))?.label ?? plain(picked.text) ?? picked;
  const token = (picked) =>
    h(
      "span.token",
      {},
      label(picked),
      h(
        "button",
        {
          type: "button",
          "aria-label": `Remove ${label(picked)}`,
          onclick: () =>
            store(
              current().filter((other) => other !== picked),
              true,
            ),
        },
        icon("close"),
      ),
    );
  const draw = () => {
    tokens.replaceChildren(...current().map(token));
    value.textContent = current().length ? "" : placeholder;
  };
  const store = async (picked, isFinal) => {
    if (isFinal) await commit(field, { [kind.keys]: picked });
    else field.write({ [kind.keys]: picked });
    draw();
  };
  const toggle = ({ key, picked }) => {
    if (keys().includes(key))
      store(
        current().filter((other) => kind.identify(other) !== key),
        false,
      );
    else if (current().length < most) store([...current(), picked], false);
    return true;
  };
  const open = () => {
    const before = JSON.stringify(current());
    // As in Slack, the app hears of a multiple choice once, when its list is closed.
    openPicker(button, {
      label: placeholder,
      options: entries,
      isChosen: (key) => keys().includes(key),
      choose: toggle,
      onClose: () => JSON.stringify(current()) !== before && store(current(), true),
    });
  };
  const button = h(
    "button.select",
    {
      ...COMBOBOX,
      "aria-required": field.isRequired,
      onclick: open,
      onkeydown: (event) => openOnArrows(event, open),
      ...field.name("Select"),
    },
    value,
    icon("down"),
  );
  draw();
  return h("span.select-box.is-multiple", {}, tokens, button);
}

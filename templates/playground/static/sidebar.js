// The left column: who one acts as, channels, direct messages and the app.

import { clockIn } from "./dates.js";
import { h, icon } from "./dom.js";
import { openPlace } from "./navigation.js";
import { avatar, describe, personOption, persons } from "./people.js";
import { openPicker } from "./picker.js";
import { hasHome, isBotDm, myself, nameOf, onRefresh, state, titleOf } from "./state.js";

let actAs = () => {};
let json = "";

export function startSidebar(switchPerson) {
  actAs = switchPerson;
  onRefresh("sidebar", paint);
  // The local times beside the names would otherwise stand still.
  setInterval(paint, 20_000);
}

function paint() {
  const nav = document.getElementById("sidebar");
  const now = JSON.stringify([
    [...state.channels.values()],
    state.me,
    state.place,
    state.app,
    state.workspace,
    state.isLive,
    clockIn(myself()?.tz),
  ]);
  if (now === json || !myself()) return;
  json = now;
  const focused = document.activeElement?.closest("#sidebar [data-key]")?.dataset.key;
  const scroll = nav.querySelector(".rooms")?.scrollTop ?? 0;
  nav.replaceChildren(top(), rooms(), foot());
  nav.querySelector(".rooms").scrollTop = scroll;
  if (focused) nav.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function top() {
  return h("div.sidebar-top", {}, h("p.workspace-name", {}, state.workspace.name), switcher());
}

function switcher() {
  const me = myself();
  const button = h(
    "button.switcher",
    {
      type: "button",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-label": `Act as: ${nameOf(me.id)}`,
      data: { key: "switcher" },
      onclick: () =>
        openPicker(button, {
          label: "Act as",
          options: persons().map((person) => ({ ...personOption(person), detail: describe(person) })),
          isChosen: (id) => id === state.me,
          choose: ({ key }) => void actAs(key),
        }),
    },
    avatar(me.id),
    h(
      "span.switcher-text",
      {},
      h("small", {}, "You act as"),
      h(
        "span.switcher-name",
        {},
        h("b", {}, nameOf(me.id)),
        h("small", { title: "Local time" }, clockIn(me.tz)),
      ),
      h("small", {}, me.title || ""),
    ),
    icon("down"),
  );
  return button;
}

function rooms() {
  const all = [...state.channels.values()];
  const byName = (one, other) => titleOf(one).localeCompare(titleOf(other));
  return h(
    "div.rooms",
    {},
    group("Channels", all.filter((entry) => !entry.is_im).sort(byName)),
    group("Direct messages", all.filter((entry) => entry.is_im && !isBotDm(entry)).sort(byName)),
    group("Apps", all.filter(isBotDm)),
  );
}

function group(label, entries) {
  if (!entries.length) return null;
  return h(
    "section",
    { "aria-label": label },
    h("h2", {}, label),
    h(
      "ul",
      {},
      entries.map((entry) => h("li", {}, roomLink(entry))),
    ),
  );
}

function roomLink(entry) {
  const isHere = entry.id === state.place.channel;
  const isUnread = !isHere && (entry.unread > 0 || entry.mentions > 0);
  const news = entry.mentions
    ? `, ${entry.mentions} ${entry.mentions === 1 ? "mention" : "mentions"}`
    : isUnread
      ? ", unread"
      : "";
  const face = entry.is_im ? avatar(entry.user, "small") : icon(entry.is_private ? "lock" : "hash");
  const isOff = isBotDm(entry) && !state.app.connected;
  return h(
    "a.room",
    {
      href: `/?channel=${entry.id}${hasHome(entry) ? "&tab=home" : ""}`,
      "aria-current": isHere ? "page" : null,
      "aria-label": `${titleOf(entry)}${news}`,
      class: [isHere && "is-here", isUnread && "is-unread", !entry.is_member && !entry.is_im && "is-outside"]
        .filter(Boolean)
        .join(" "),
      data: { key: entry.id },
      onclick: (event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        openPlace({ channel: entry.id, tab: hasHome(entry) && !isUnread ? lastTab(entry) : "messages" });
      },
    },
    face,
    h("span.room-name", {}, titleOf(entry)),
    isOff && h("small.off", {}, "not connected"),
    !isHere && entry.mentions > 0 && h("span.badge", {}, String(entry.mentions)),
  );
}

const lastTab = (entry) => (entry.id === state.place.channel ? state.place.tab : "home");

function foot() {
  const words = !state.isLive
    ? "Reconnecting to the playground …"
    : state.app.connected
      ? `${state.app.name} is connected`
      : `${state.app.name} is not connected`;
  return h(
    "div.sidebar-foot",
    { class: state.isLive && state.app.connected ? "is-on" : "is-off" },
    h("span.dot", { "aria-hidden": "true" }),
    words,
  );
}

// The middle column: a channel or direct message with its header, or the app's Home tab.

import { act } from "./actions.js";
import { drawBlocks } from "./blocks.js";
import { Composer, whyClosed } from "./composer.js";
import { arrange, h, icon } from "./dom.js";
import { formOf } from "./form.js";
import { MessageList } from "./list.js";
import { follow, openPlace } from "./navigation.js";
import { avatar } from "./people.js";
import { closeOrphan } from "./popup.js";
import { inOrder, markRead, roomOf } from "./rooms.js";
import { channel, hasHome, isBotDm, nameOf, onRefresh, spokenName, state, titleOf } from "./state.js";
import { toggleTraffic } from "./traffic.js";

const parts = {};
let shown = "";
let newFrom = null;
let headJson = "";

export function startRoom() {
  parts.head = h("header.room-head");
  parts.banner = h("div.banner", { role: "status", hidden: true });
  parts.list = new MessageList("Messages", () => readToEnd());
  parts.home = h("div.home", { hidden: true });
  parts.composer = new Composer();
  document
    .getElementById("channel")
    .append(parts.head, parts.banner, parts.list.node, parts.home, parts.composer.node);
  onRefresh("room", paint);
  addEventListener("focus", readToEnd);
  // In a narrow window the sidebar lies over the channel; a tap beside it puts it away.
  document.addEventListener("pointerdown", ({ target }) => {
    if (!target.closest("#sidebar, .popup, .open-sidebar")) document.body.classList.remove("sidebar-open");
  });
}

export const roomList = () => parts.list;
export const writeInRoom = () => parts.composer.input.focus();

/** The next paint shows the channel afresh: where the new messages begin is decided again. */
export function forgetShownRoom() {
  shown = "";
}

const keyOf = (id) => `${state.me}:${id}`;

function readToEnd() {
  const { channel: id, tab } = state.place;
  // A scroll may come before the first paint, which still has to see what is unread.
  const isPainted = shown === keyOf(id) && newFrom !== null;
  if (isPainted && tab === "messages" && !document.hidden && parts.list.isAtEnd) markRead(id);
}

function paint() {
  const entry = channel(state.place.channel);
  if (!entry) return;
  const isHome = hasHome(entry) && state.place.tab === "home";
  paintHead(entry);
  paintBanner();
  parts.list.node.hidden = isHome;
  parts.composer.node.hidden = isHome;
  parts.home.hidden = !isHome;
  if (isHome) paintHome();
  else paintMessages(entry);
  closeOrphan();
}

function paintHead(entry) {
  const json = JSON.stringify([
    entry.id,
    entry.name,
    entry.topic,
    entry.num_members,
    state.place.tab,
    state.app.name,
  ]);
  if (json === headJson) return;
  headJson = json;
  const face = entry.is_im ? avatar(entry.user, "middle") : icon(entry.is_private ? "lock" : "hash");
  const members =
    !entry.is_im &&
    entry.num_members &&
    h(
      "span.members",
      { title: `${entry.num_members} members` },
      icon("people"),
      `${entry.num_members} members`,
    );
  parts.head.replaceChildren(
    h(
      "div.head-line",
      {},
      h(
        "button.tool.open-sidebar",
        {
          type: "button",
          "aria-label": "Channels",
          onclick: () => document.body.classList.toggle("sidebar-open"),
        },
        icon("menu"),
      ),
      h("h1", {}, face, h("span", {}, titleOf(entry))),
      h("span.topic", { title: entry.topic || "" }, entry.topic || ""),
      members,
      h(
        "button.button.traffic-toggle",
        { type: "button", title: "What the app and Slack say to each other", onclick: toggleTraffic },
        icon("traffic"),
        "Traffic",
      ),
    ),
    ...(hasHome(entry) ? [tabs(entry)] : []),
  );
  document.title = `${spokenName(entry)} · ${state.workspace.name}`;
}

function tabs(entry) {
  const choose = (tab) => openPlace({ channel: entry.id, tab });
  const tab = (key, label) =>
    h(
      "button.tab",
      {
        type: "button",
        role: "tab",
        "aria-selected": String(state.place.tab === key),
        tabindex: state.place.tab === key ? "0" : "-1",
        onclick: () => choose(key),
      },
      label,
    );
  return h(
    "div.tabs",
    {
      role: "tablist",
      "aria-label": state.app.name,
      onkeydown: (event) => {
        if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
        choose(state.place.tab === "home" ? "messages" : "home");
        requestAnimationFrame(() => parts.head.querySelector("[aria-selected='true']")?.focus());
      },
    },
    tab("home", "Home"),
    tab("messages", "Messages"),
  );
}

function paintBanner() {
  parts.banner.hidden = state.isLive && state.app.connected;
  const text = state.isLive
    ? `${state.app.name} is not connected. Its buttons and commands will answer again once it runs.`
    : "The connection to the playground was lost. Trying again …";
  if (parts.banner.textContent !== text) parts.banner.replaceChildren(icon("warning"), text);
}

function paintMessages(entry) {
  const kept = roomOf(entry.id);
  const key = keyOf(entry.id);
  parts.composer.turnTo({
    channel: entry.id,
    label: `Message ${spokenName(entry)}`,
    closed: whyClosed(entry),
  });
  if (shown !== key) {
    shown = key;
    newFrom = null;
    parts.list.clear();
  }
  if (!kept.isLoaded) return;
  if (newFrom === null) newFrom = { after: entry.unread > 0 ? kept.lastRead : null };
  const messages = inOrder(kept);
  parts.list.draw({ channel: entry.id, isThread: false }, messages, {
    before: beginning(entry),
    newFrom: newFrom.after,
  });
  readToEnd();
}

const beginnings = new Map();

function beginning(entry) {
  if (!beginnings.has(entry.id)) beginnings.set(entry.id, h("div.beginning"));
  const node = beginnings.get(entry.id);
  const json = JSON.stringify([entry, state.commands, state.app]);
  if (node.dataset.json !== json) {
    node.dataset.json = json;
    node.replaceChildren(...welcome(entry));
  }
  return node;
}

function welcome(entry) {
  if (isBotDm(entry))
    return [
      h("h2", {}, state.app.name),
      h(
        "p",
        {},
        `This is the conversation between you and ${state.app.name}. Reminders and requests arrive here.`,
      ),
    ];
  if (entry.is_im)
    return [
      h("h2", {}, titleOf(entry)),
      h("p", {}, `This is the conversation between you and ${nameOf(entry.user)}.`),
    ];
  const [command] = state.commands;
  return [
    h("h2", {}, `# ${entry.name}`),
    h(
      "p",
      {},
      `This is the very beginning of the #${entry.name} channel.`,
      entry.topic ? ` ${entry.topic}` : "",
    ),
    command &&
      !whyClosed(entry) &&
      h(
        "p.try",
        {},
        "Try a command: ",
        h("button.button", { type: "button", onclick: () => startCommand(command.command) }, command.command),
        command.usage_hint && h("code", {}, command.usage_hint),
      ),
  ].filter(Boolean);
}

function startCommand(command) {
  const { input } = parts.composer;
  input.value = `${command} `;
  input.dispatchEvent(new Event("input"));
  input.focus();
}

const homeContexts = new Map();

function homeContext() {
  if (!homeContexts.has(state.me)) {
    const context = {
      form: formOf(`${state.me}:home`),
      surface: "home",
      blocks: [],
      open: follow,
      body: h("div.home-body"),
    };
    context.act = (block, element, input) => act({ type: "home" }, context, block, element, input);
    homeContexts.set(state.me, context);
  }
  return homeContexts.get(state.me);
}

function paintHome() {
  const blocks = state.home?.blocks ?? [];
  if (!blocks.length) {
    parts.home.replaceChildren(
      h(
        "div.home-empty",
        {},
        avatar(state.app.bot_user_id),
        h("h2", {}, "Nothing here yet"),
        h("p", {}, `When ${state.app.name} has something for you, you will find it here.`),
      ),
    );
    return;
  }
  const context = homeContext();
  context.blocks = blocks;
  context.form.seed(state.home.state?.values);
  drawBlocks(context.body, blocks, context);
  arrange(parts.home, [context.body]);
}

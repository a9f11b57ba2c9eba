// Where the person is, in the address bar and back: channels, threads and single messages have links as in Slack.

import { closePopup } from "./popup.js";
import { refresh, state } from "./state.js";

let arrive = () => {};

/** `loader(place)` fetches what a place shows and points at `place.message`. */
export function onArrival(loader) {
  arrive = loader;
}

const permalink = (ts) => `p${ts.replace(".", "")}`;

export function linkTo(channel, message) {
  const thread =
    message.thread_ts && message.thread_ts !== message.ts
      ? `?thread_ts=${message.thread_ts}&cid=${channel}`
      : "";
  return `/archives/${channel}/${permalink(message.ts)}${thread}`;
}

function addressOf({ channel, thread, tab }) {
  if (thread) return `/archives/${channel}/${permalink(thread)}?thread_ts=${thread}&cid=${channel}`;
  return `/?channel=${channel}${tab === "home" ? "&tab=home" : ""}`;
}

/** The place that an address of this workspace means, or null for the rest of the world. */
export function placeAt(address) {
  let url;
  try {
    url = new URL(address, location.origin);
  } catch {
    return null;
  }
  if (url.origin !== location.origin && url.origin !== originOf(state.workspace.url)) return null;
  const query = url.searchParams;
  const match = /^\/archives\/([A-Z0-9]+)(?:\/p(\d{7,}))?\/?$/.exec(url.pathname);
  if (match) {
    const message = match[2] && `${match[2].slice(0, -6)}.${match[2].slice(-6)}`;
    const thread = query.get("thread_ts");
    return { channel: match[1], message: message === thread ? null : message, thread };
  }
  if (url.pathname !== "/" && url.pathname !== "/app_redirect") return null;
  const channel = query.get("channel") || (query.get("app") && appRoom());
  return channel
    ? { channel, message: query.get("message_ts"), thread: query.get("thread_ts"), tab: query.get("tab") }
    : null;
}

function originOf(address) {
  return URL.canParse(address) ? new URL(address).origin : null;
}

const appRoom = () => [...state.channels.values()].find((entry) => entry.user === state.app.bot_user_id)?.id;

export function openPlace(
  { channel, thread = null, message = null, tab = "messages", isWriting = false },
  { isNew = true } = {},
) {
  closePopup();
  state.place = { channel, thread: thread || null, tab: tab || "messages" };
  const address = addressOf(state.place);
  if (isNew && address !== location.pathname + location.search) history.pushState(null, "", address);
  else if (!isNew) history.replaceState(null, "", address);
  document.body.classList.remove("sidebar-open");
  refresh();
  arrive({ ...state.place, message, isWriting });
}

/** Opens a link of a button: inside the page when it leads to this workspace. */
export function follow(address) {
  const place = placeAt(address);
  if (place && state.channels.has(place.channel)) openPlace(place);
  else window.open(address, "_blank", "noopener");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const place = placeAt(link.href);
  if (!place || !state.channels.has(place.channel)) return;
  event.preventDefault();
  openPlace(place);
});

addEventListener("popstate", () => {
  const place = placeAt(location.href);
  if (place && state.channels.has(place.channel)) openPlace(place, { isNew: false });
});

// The stream of changes from the server. After a gap everything on screen is fetched again.

import { takeHome, takeStack } from "./actions.js";
import { newsOf } from "./message.js";
import { dropMessage, takeEphemeral, takeMessage } from "./rooms.js";
import { refresh, state } from "./state.js";
import { announce } from "./toast.js";

// A browser keeps six connections per server at most, and every open tab holds one: tabs that nobody looks at let go.
const REST_MS = 30_000;
const RETRY_MS = 2_000;

let source = null;
let resting = null;
let retrying = null;

/**
 * Resolves when changes arrive, or surely will later. `fetchAll` reloads what is on screen, `fetchBoot` the lists of
 * channels and people.
 */
export function listen(fetchers) {
  document.onvisibilitychange = () => {
    clearTimeout(resting);
    if (document.hidden) resting = setTimeout(stopListening, REST_MS);
    else if (source.readyState === EventSource.CLOSED) connect(fetchers, fetchers.fetchAll);
  };
  return new Promise((resolve) => connect(fetchers, resolve));
}

export function stopListening() {
  clearTimeout(retrying);
  source?.close();
}

function connect(fetchers, begin) {
  const { fetchAll, fetchBoot } = fetchers;
  stopListening();
  let isFirst = true;
  source = new EventSource(`/page/events?as=${encodeURIComponent(state.me)}`);
  source.addEventListener("open", () => {
    setLive(true);
    if (isFirst) begin();
    else fetchAll();
    isFirst = false;
  });
  source.addEventListener("error", () => {
    setLive(false);
    if (isFirst) begin();
    isFirst = false;
    // The browser tries again by itself unless the server refused.
    if (source.readyState === EventSource.CLOSED)
      retrying = setTimeout(() => connect(fetchers, fetchAll), RETRY_MS);
  });
  source.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data);
    HANDLERS[event.type]?.(event, fetchBoot);
  });
}

function setLive(isLive) {
  state.isLive = isLive;
  refresh("sidebar", "room");
}

const HANDLERS = {
  message({ channel, message }) {
    takeMessage(channel, message);
    const isOnScreen =
      channel === state.place.channel &&
      (!message.thread_ts || message.thread_ts === message.ts || message.thread_ts === state.place.thread);
    if (isOnScreen && message.user !== state.me) announce(newsOf(message));
  },
  message_changed: ({ channel, message }) => takeMessage(channel, message),
  message_deleted: ({ channel, message, ts }) => dropMessage(channel, ts ?? message.ts),
  ephemeral({ channel, thread_ts: thread, message }) {
    takeEphemeral(channel, thread ?? message.thread_ts, message);
    if (channel === state.place.channel) announce(newsOf(message));
  },
  ephemeral_deleted: ({ channel, ts }) => dropMessage(channel, ts),
  views: ({ stack }) => takeStack(stack),
  home: ({ view }) => takeHome(view),
  unread({ channel, unread, mentions }) {
    const entry = state.channels.get(channel);
    if (!entry) return;
    Object.assign(entry, { unread, mentions });
    refresh("sidebar", "room");
  },
  app({ connected }) {
    state.app.connected = connected;
    refresh("sidebar", "room");
  },
  channels: (event, fetchBoot) => fetchBoot(),
};

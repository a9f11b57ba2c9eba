// The stream of changes from the server. After a gap everything on screen is fetched again.

import { newsOf } from "./message.js";
import { dropMessage, takeEphemeral, takeMessage } from "./rooms.js";
import { refresh, state } from "./state.js";
import { announce } from "./toast.js";

let source = null;

/** `fetchAll` reloads what is on screen, `fetchBoot` the lists of channels and people. */
export function listen({ fetchAll, fetchBoot }) {
  source?.close();
  let isFirst = true;
  source = new EventSource(`/page/events?as=${encodeURIComponent(state.me)}`);
  source.addEventListener("open", () => {
    state.isLive = true;
    refresh("sidebar", "room");
    if (!isFirst) fetchAll();
    isFirst = false;
  });
  source.addEventListener("error", () => {
    state.isLive = false;
    refresh("sidebar", "room");
  });
  source.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data);
    HANDLERS[event.type]?.(event, fetchBoot);
  });
}

const HANDLERS = {
  message({ channel, message }) {
    takeMessage(channel, message);
    const isOnScreen = channel === state.place.channel && (!message.thread_ts || message.thread_ts === message.ts || message.thread_ts === state.place.thread);
    if (isOnScreen && message.user !== state.me) announce(newsOf(message));
  },
  message_changed: ({ channel, message }) => takeMessage(channel, message),
  message_deleted: ({ channel, message, ts }) => dropMessage(channel, ts ?? message.ts),
  ephemeral({ channel, thread_ts: thread, message }) {
    takeEphemeral(channel, thread ?? message.thread_ts, message);
    if (channel === state.place.channel) announce(newsOf(message));
  },
  ephemeral_deleted: ({ channel, ts }) => dropMessage(channel, ts),
  views({ stack }) {
    state.stack = stack;
    refresh("modals");
  },
  home({ view }) {
    state.home = view;
    refresh("room");
  },
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

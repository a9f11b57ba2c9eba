// The messages of channels and threads as this person sees them, kept current by events.

import { fetchPage, post } from "./api.js";
import { authorOf } from "./people.js";
import { refresh, state } from "./state.js";
import { toast } from "./toast.js";

const threadKey = (channel, ts) => `${channel}:${ts}`;
const isReply = (message) => Boolean(message.thread_ts && message.thread_ts !== message.ts);

export function roomOf(id) {
  if (!state.rooms.has(id)) state.rooms.set(id, { messages: new Map(), isLoaded: false, lastRead: "0" });
  return state.rooms.get(id);
}

export function threadOf(channel, ts) {
  const key = threadKey(channel, ts);
  if (!state.threads.has(key)) state.threads.set(key, { messages: new Map(), isLoaded: false });
  return state.threads.get(key);
}

export const inOrder = (kept) => [...kept.messages.values()].sort((one, other) => Number(one.ts) - Number(other.ts));

export async function loadRoom(id) {
  const person = state.me;
  const answer = await fetchPage("messages", { channel: id });
  if (person !== state.me) return;
  if (answer.ok) {
    const kept = roomOf(id);
    replaceAll(kept, answer.messages);
    kept.lastRead = answer.last_read || "0";
    kept.isLoaded = true;
  } else toast(answer.message);
  refresh("room");
}

export async function loadThread(channel, ts) {
  const person = state.me;
  const answer = await fetchPage("thread", { channel, ts });
  if (person !== state.me) return;
  if (answer.ok) {
    const kept = threadOf(channel, ts);
    replaceAll(kept, answer.messages);
    kept.isLoaded = true;
  } else toast(answer.message);
  refresh("thread");
}

function replaceAll(kept, messages) {
  // Events that came while the answer was under way are newer than it; notes exist only in this page.
  const stays = [...kept.messages.values()].filter((message) => message.isNote);
  kept.messages = new Map([...stays, ...messages].map((message) => [message.ts, message]));
}

/** Where a message is shown: its thread, its channel, or both for a root and for a broadcast reply. */
function placesOf(channel, message) {
  const places = [];
  if (!isReply(message) || message.subtype === "thread_broadcast") places.push(roomOf(channel));
  if (isReply(message)) places.push(threadOf(channel, message.thread_ts));
  else if (state.threads.has(threadKey(channel, message.ts))) places.push(threadOf(channel, message.ts));
  return places;
}

export function takeMessage(channel, message) {
  for (const kept of placesOf(channel, message)) kept.messages.set(message.ts, message);
  if (isReply(message) && !message.is_ephemeral) countReply(channel, message);
  refresh("room", "thread");
}

/** The server also sends the changed root; until then the summary line would lag behind. */
function countReply(channel, message) {
  for (const kept of [roomOf(channel), threadOf(channel, message.thread_ts)]) {
    const root = kept.messages.get(message.thread_ts);
    if (!root || Number(root.latest_reply || 0) >= Number(message.ts)) continue;
    kept.messages.set(root.ts, {
      ...root, reply_count: (root.reply_count || 0) + 1, latest_reply: message.ts,
      reply_users: [...new Set([...(root.reply_users || []), authorOf(message).id])],
    });
  }
}

export function takeEphemeral(channel, thread, message) {
  const kept = thread ? threadOf(channel, thread) : roomOf(channel);
  kept.messages.set(message.ts, { ...message, is_ephemeral: true });
  refresh("room", "thread");
}

export function dropMessage(channel, ts) {
  for (const [key, kept] of [[channel, roomOf(channel)], ...state.threads]) if (key.startsWith(channel)) kept.messages.delete(ts);
  refresh("room", "thread");
}

/** A line from Slackbot that only this page knows, such as the reason why a command was refused. */
export function addNote(channel, thread, text) {
  const ts = (Date.now() / 1000).toFixed(6);
  takeEphemeral(channel, thread, { ts, user: "USLACKBOT", text, isNote: true });
}

/** Marks the open channel as read once its end is on screen. */
export function markRead(id) {
  const entry = state.channels.get(id);
  const last = inOrder(roomOf(id)).findLast((message) => !message.is_ephemeral);
  if (!entry || !last || (!entry.unread && !entry.mentions)) return;
  entry.unread = 0;
  entry.mentions = 0;
  post("mark", { channel: id, ts: last.ts });
  refresh("sidebar");
}

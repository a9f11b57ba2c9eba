// The messages of channels and threads as this person sees them, kept current by events.

import { fetchPage, post } from "./api.js";
import { refresh, state } from "./state.js";
import { toast } from "./toast.js";

const threadKey = (channel, ts) => `${channel}:${ts}`;
const isReply = (message) => Boolean(message.thread_ts && message.thread_ts !== message.ts);

// `late` collects what events say while an answer is under way: it is newer than the answer.
const empty = () => ({ messages: new Map(), isLoaded: false, lastRead: "0", loads: 0, late: new Map() });

function keptIn(places, key) {
  if (!places.has(key)) places.set(key, empty());
  return places.get(key);
}

export const roomOf = (id) => keptIn(state.rooms, id);
export const threadOf = (channel, ts) => keptIn(state.threads, threadKey(channel, ts));

export const inOrder = (kept) =>
  [...kept.messages.values()].sort((one, other) => Number(one.ts) - Number(other.ts));

export async function loadRoom(id) {
  await load(roomOf(id), "messages", { channel: id });
  refresh("room");
}

export async function loadThread(channel, ts) {
  await load(threadOf(channel, ts), "thread", { channel, ts });
  refresh("thread");
}

async function load(kept, path, parameters) {
  kept.loads += 1;
  const answer = await fetchPage(path, parameters);
  kept.loads -= 1;
  if (answer.ok) {
    const notes = [...kept.messages.values()].filter((message) => message.isNote);
    kept.messages = new Map([...notes, ...answer.messages].map((message) => [message.ts, message]));
    for (const [ts, message] of kept.late) {
      if (message) kept.messages.set(ts, message);
      else kept.messages.delete(ts);
    }
    kept.lastRead = answer.last_read || "0";
    kept.isLoaded = true;
  } else toast(answer.message);
  if (kept.loads === 0) kept.late.clear();
}

function put(kept, message) {
  kept.messages.set(message.ts, message);
  if (kept.loads) kept.late.set(message.ts, message);
}

function remove(kept, ts) {
  kept.messages.delete(ts);
  if (kept.loads) kept.late.set(ts, null);
}

/** Where a message is shown: its thread, its channel, or both for a root and for a broadcast reply. */
function placesOf(channel, message) {
  const inChannel = !isReply(message) || message.subtype === "thread_broadcast";
  const thread = state.threads.get(threadKey(channel, message.thread_ts ?? message.ts));
  return [inChannel && roomOf(channel), thread].filter(Boolean);
}

export function takeMessage(channel, message) {
  for (const kept of placesOf(channel, message)) put(kept, message);
  refresh("room", "thread");
}

export function takeEphemeral(channel, thread, message) {
  put(thread ? threadOf(channel, thread) : roomOf(channel), { ...message, is_ephemeral: true });
  refresh("room", "thread");
}

export function dropMessage(channel, ts) {
  remove(roomOf(channel), ts);
  for (const [key, kept] of state.threads) if (key.startsWith(`${channel}:`)) remove(kept, ts);
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

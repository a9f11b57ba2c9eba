// Starts the page: who one acts as, where one is, and the stream of changes.

import { fetchHome, fetchStack } from "./actions.js";
import { fetchPage } from "./api.js";
import { setZone } from "./dates.js";
import { listen, stopListening } from "./live.js";
import { startModals } from "./modals.js";
import { onArrival, openPlace, placeAt } from "./navigation.js";
import { forgetShownRoom, roomList, startRoom, writeInRoom } from "./room.js";
import { loadRoom, loadThread } from "./rooms.js";
import { startSidebar } from "./sidebar.js";
import { channel, forgetPerson, hasHome, myself, refresh, state, takeBoot } from "./state.js";
import { startThread, threadList, writeInThread } from "./thread.js";
import { startTraffic } from "./traffic.js";
import { toast } from "./toast.js";

const REMEMBERED = "playground.person";
const PAUSE_MS = 1500;

/** The person of this tab; several tabs can be several people. */
function rememberedPerson() {
  return (
    new URLSearchParams(location.search).get("as") ||
    sessionStorage.getItem(REMEMBERED) ||
    localStorage.getItem(REMEMBERED) ||
    ""
  );
}

async function fetchBoot() {
  let boot = await fetchPage("boot");
  // Someone who was remembered from an earlier workspace may not live in this one.
  if (!boot.ok && state.me && boot.error !== "unreachable") {
    state.me = null;
    boot = await fetchPage("boot");
  }
  if (!boot.ok) {
    toast(boot.message || "The playground does not answer.");
    return false;
  }
  takeBoot(boot);
  setZone(myself()?.tz);
  refresh();
  return true;
}

async function fetchAll() {
  if (!(await fetchBoot())) return;
  const { channel: id, thread, tab } = state.place;
  await Promise.all([
    loadRoom(id),
    thread && loadThread(id, thread),
    fetchStack(),
    tab === "home" && fetchHome(),
  ]);
}

function defaultPlace() {
  const rooms = [...state.channels.values()];
  const first = rooms.find((entry) => !entry.is_im && entry.is_member) ?? rooms[0];
  return first ? { channel: first.id } : null;
}

/** Fetches what the place shows and points at the message that was asked for. */
async function arrive({ channel: id, thread, tab, message, isWriting }) {
  const entry = channel(id);
  if (!entry) return;
  const person = state.me;
  if (hasHome(entry) && tab === "home") await fetchHome();
  else await Promise.all([loadRoom(id), thread && loadThread(id, thread)]);
  requestAnimationFrame(() => {
    if (person !== state.me || state.place.channel !== id) return;
    if (message) (thread && threadList().flash(message)) || roomList().flash(message);
    if (isWriting) writeInThread();
    else if (!thread && tab !== "home" && document.activeElement === document.body && innerWidth > 700)
      writeInRoom();
  });
}

async function actAs(id) {
  if (id === state.me) return;
  const { place } = state;
  stopListening();
  forgetPerson();
  forgetShownRoom();
  state.me = id;
  sessionStorage.setItem(REMEMBERED, id);
  localStorage.setItem(REMEMBERED, id);
  if (!(await fetchBoot())) return;
  await listen({ fetchAll, fetchBoot });
  if (id !== state.me) return;
  openPlace(state.channels.has(place.channel) ? place : defaultPlace(), { isNew: false });
  fetchStack();
}

async function start() {
  startSidebar(actAs);
  startRoom();
  startThread();
  startModals();
  startTraffic();
  onArrival(arrive);
  state.me = rememberedPerson();
  while (!(await fetchBoot())) await new Promise((resume) => setTimeout(resume, PAUSE_MS));
  sessionStorage.setItem(REMEMBERED, state.me);
  await listen({ fetchAll, fetchBoot });
  const asked = placeAt(location.href);
  const place = asked && state.channels.has(asked.channel) ? asked : defaultPlace();
  if (asked && asked !== place) toast("You cannot see that channel as this person.");
  if (place) openPlace(place, { isNew: false });
  fetchStack();
}

start();

// What the page knows, and the one scheduler that redraws: however many events arrive in a burst, each part of the
// screen is drawn once per frame.

export const state = {
  me: null,
  workspace: { id: "", name: "", url: "" },
  users: new Map(),
  usergroups: new Map(),
  channels: new Map(),
  commands: [],
  shortcuts: [],
  app: { name: "", bot_user_id: "", connected: true },
  place: { channel: null, tab: "messages", thread: null },
  rooms: new Map(),
  threads: new Map(),
  stack: [],
  home: null,
  isLive: true,
};

export const user = (id) => state.users.get(id);
export const myself = () => state.users.get(state.me);
export const channel = (id) => state.channels.get(id);
export const isBotDm = (room) => room.is_im && room.user === state.app.bot_user_id;
export const hasHome = (room) => isBotDm(room) && state.app.has_home;

export function nameOf(id) {
  const person = state.users.get(id);
  return person ? person.real_name || person.name : id === "USLACKBOT" ? "Slackbot" : id;
}

export function titleOf(room) {
  if (!room) return "";
  return room.is_im ? (isBotDm(room) ? state.app.name : nameOf(room.user)) : room.name;
}

export const spokenName = (room) => (room && room.is_im ? titleOf(room) : `#${titleOf(room)}`);

export function takeBoot(boot) {
  state.me = boot.me && boot.me.id ? boot.me.id : boot.me;
  state.workspace = boot.workspace;
  state.users = new Map(boot.users.map((person) => [person.id, person]));
  state.usergroups = new Map((boot.usergroups || []).map((group) => [group.id, group]));
  state.channels = new Map(boot.channels.map((room) => [room.id, room]));
  state.commands = boot.commands || [];
  state.shortcuts = boot.shortcuts || [];
  state.app = boot.app;
}

/** Forgets what belonged to the person before; the place on screen stays. */
export function forgetPerson() {
  state.rooms.clear();
  state.threads.clear();
  state.stack = [];
  state.home = null;
}

const painters = new Map();
const dirty = new Set();
let scheduled = false;

export function onRefresh(part, paint) {
  painters.set(part, paint);
}

export function refresh(...parts) {
  for (const part of parts.length ? parts : painters.keys()) dirty.add(part);
  if (scheduled) return;
  scheduled = true;
  // A hidden tab gets no animation frames; the timer keeps it current, so that nothing jumps when it is looked at.
  if (document.hidden) setTimeout(repaint, 50);
  else requestAnimationFrame(repaint);
}

function repaint() {
  scheduled = false;
  const parts = [...dirty];
  dirty.clear();
  for (const part of parts) painters.get(part)?.();
}

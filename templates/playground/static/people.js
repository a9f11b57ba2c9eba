// How people and apps look: initials on a colour, name, title, local time.

import { clockIn } from "./dates.js";
import { h, icon } from "./dom.js";
import { nameOf, state, user } from "./state.js";

const COLOURS = ["#2f7d6b", "#8a3b76", "#b4552d", "#3a63a8", "#6b6f1f", "#7a4bb0", "#b03a48", "#1f7a8c"];

function colourOf(id) {
  const given = user(id)?.color;
  if (given) return darkened(given.replace("#", ""));
  let sum = 0;
  for (const character of id || "") sum = (sum * 31 + character.charCodeAt(0)) % 997;
  return COLOURS[sum % COLOURS.length];
}

const LIGHTEST = 0.17;

/** The colour, or a darker one of its kind on which white initials can be read. */
function darkened(colour) {
  const parts = [0, 2, 4].map((from) => Number.parseInt(colour.slice(from, from + 2), 16) / 255);
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const [red, green, blue] = parts.map(linear);
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const factor = Math.min(1, (LIGHTEST / light) ** (1 / 2.4));
  return `rgb(${parts.map((part) => Math.floor(part * factor * 255)).join(" ")})`;
}

function initials(name) {
  const words = name
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .split(/[ -]+/)
    .filter(Boolean);
  return (words.length > 1 ? words[0][0] + words.at(-1)[0] : (words[0] || "?").slice(0, 1)).toUpperCase();
}

/** `size` is a class: "small" (20 px), "middle" (24 px) or "" (36 px). */
export function avatar(id, size = "") {
  if (id === state.app.bot_user_id)
    return h("span.avatar.is-app", { class: size, "aria-hidden": "true" }, icon("check"));
  if (id === "USLACKBOT") return h("span.avatar.is-slackbot", { class: size, "aria-hidden": "true" }, "S");
  return h(
    "span.avatar",
    { class: size, "aria-hidden": "true", style: { backgroundColor: colourOf(id) } },
    initials(nameOf(id)),
  );
}

export const persons = () =>
  [...state.users.values()].filter(
    (person) => !person.is_bot && !person.deleted && person.id !== "USLACKBOT",
  );

export function describe(person) {
  return [person.title, `${clockIn(person.tz)} local time`].filter(Boolean).join(" · ");
}

export function personOption(person) {
  return {
    key: person.id,
    label: person.real_name || person.name,
    detail: person.title || "",
    face: () => avatar(person.id, "middle"),
  };
}

/** Who a message is from: {id, name, isApp}. Apps may speak under a name of their own. */
export function authorOf(message) {
  const isApp = Boolean(message.bot_id || message.bot_profile || user(message.user)?.is_bot);
  const id = message.user || (isApp ? state.app.bot_user_id : "USLACKBOT");
  return { id, name: message.username || message.bot_profile?.name || nameOf(id), isApp };
}

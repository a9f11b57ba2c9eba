// Tells the app about a click or a choice, and the person when that failed.

import { fetchPage, post } from "./api.js";
import { refresh, state } from "./state.js";
import { toast } from "./toast.js";

/** `container` is {type: "message", channel, ts} | {type: "view", view_id} | {type: "home"}. */
export async function act(container, context, block, element, input) {
  const answer = await post("action", {
    container,
    block_id: block.block_id,
    action_id: element.action_id,
    input,
    values: context.form.values(context.blocks),
  });
  if (!answer.ok) toast(answer.message || "That did not work. Try again in a moment.");
}

/** Runs a shortcut of the app; a message shortcut is told which message. */
export async function runShortcut(shortcut, message = {}) {
  const answer = await post("shortcut", { callback_id: shortcut.callback_id, ...message });
  if (!answer.ok) toast(answer.message);
}

// The stack and the Home also come as events, which may overtake an answer that was asked for earlier.
const heard = { stack: 0, home: 0 };

export function takeStack(stack) {
  heard.stack += 1;
  state.stack = stack;
  refresh("modals");
}

export function takeHome(view) {
  heard.home += 1;
  state.home = view;
  refresh("room");
}

export async function fetchStack() {
  const before = heard.stack;
  const answer = await fetchPage("views");
  if (answer.ok && before === heard.stack) takeStack(answer.stack);
}

export async function fetchHome() {
  const before = heard.home;
  const answer = await fetchPage("home");
  if (!answer.ok) toast(answer.message);
  else if (before === heard.home) takeHome(answer.view);
  refresh("room");
}

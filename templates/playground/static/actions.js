// Tells the app about a click or a choice, and the person when that failed.

import { fetchPage, post } from "./api.js";
import { refresh, state } from "./state.js";
import { toast } from "./toast.js";

/** `container` is {type: "message", channel, ts} | {type: "view", view_id} | {type: "home"}. */
export async function act(container, context, block, element, input) {
  const answer = await post("action", {
    container, block_id: block.block_id, action_id: element.action_id, input, values: context.form.values(context.blocks),
  });
  if (!answer.ok) toast(answer.message || "That did not work. Try again in a moment.");
  takeStack(answer);
}

/** Runs a shortcut of the app; a message shortcut is told which message. */
export async function runShortcut(shortcut, message = {}) {
  const answer = await post("shortcut", { callback_id: shortcut.callback_id, ...message });
  if (!answer.ok) toast(answer.message);
}

export function takeStack(answer) {
  if (!answer.stack) return;
  state.stack = answer.stack;
  refresh("modals");
}

export async function fetchStack() {
  takeStack(await fetchPage("views"));
}

export async function fetchHome() {
  const person = state.me;
  const answer = await fetchPage("home");
  if (person !== state.me) return;
  if (answer.ok) state.home = answer.view;
  else toast(answer.message);
  refresh("room");
}

// What people can do to their own messages: say it differently, or take it back.

import { post } from "./api.js";
import { decode, encode } from "./completions.js";
import { askToConfirm } from "./confirm.js";
import { h } from "./dom.js";
import { state } from "./state.js";
import { toast } from "./toast.js";

/** The entries of a message's menu that only its author has; `entry` is as message.js makes it. */
export function ownActions(entry, message) {
  if (message.user !== state.me || message.bot_id) return [];
  return [
    { label: "Edit message", choose: () => edit(entry, message) },
    { label: "Delete message …", choose: () => remove(entry, message) },
  ];
}

function edit({ node, parts, place }, message) {
  if (parts.body.hidden) return;
  const box = h("textarea.input", { rows: 2, "aria-label": "Edit message", value: decode(message.text) });
  const end = () => {
    editor.remove();
    parts.body.hidden = false;
    node.querySelector(".tools button")?.focus();
  };
  const save = async () => {
    const answer = await post("edit", { channel: place.channel, ts: message.ts, text: encode(box.value) });
    if (answer.ok) end();
    else toast(answer.message);
  };
  const press = (event) => {
    const isSaving = event.key === "Enter" && !event.shiftKey && !event.isComposing;
    if (!isSaving && event.key !== "Escape") return;
    event.preventDefault();
    if (isSaving) save();
    else end();
  };
  const editor = h(
    "div.editor",
    { onkeydown: (event) => event.target === box && press(event) },
    box,
    h(
      "div.editor-foot",
      {},
      h("button.button", { type: "button", onclick: end }, "Cancel"),
      h("button.button.primary", { type: "button", onclick: save }, "Save"),
    ),
  );
  parts.body.hidden = true;
  parts.body.after(editor);
  box.focus();
}

async function remove({ place }, message) {
  const text = "Everybody loses sight of it, and it cannot be brought back.";
  const question = { title: "Delete message?", text, confirm: "Delete", deny: "Cancel" };
  const asked = Object.fromEntries(
    Object.entries(question).map(([key, words]) => [key, { type: "plain_text", text: words }]),
  );
  if (!(await askToConfirm({ ...asked, style: "danger" }))) return;
  const answer = await post("remove", { channel: place.channel, ts: message.ts });
  if (!answer.ok) toast(answer.message);
}

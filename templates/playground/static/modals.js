// The stack of modals that the app has open for this person; the topmost is on screen.

import { act, fetchStack, takeStack } from "./actions.js";
import { post } from "./api.js";
import { drawBlocks, showErrors } from "./blocks.js";
import { focusable, h, icon } from "./dom.js";
import { forgetForm, formOf } from "./form.js";
import { plain } from "./mrkdwn.js";
import { follow } from "./navigation.js";
import { closeOrphan, closePopup } from "./popup.js";
import { onRefresh, state } from "./state.js";
import { trap } from "./trap.js";

const TROUBLE = "We had some trouble connecting. Try again?";

const open = new Map();
let top = null;
let release = null;

export function startModals() {
  onRefresh("modals", paint);
}

function paint() {
  const view = state.stack.at(-1);
  const known = new Set(state.stack.map(({ id }) => id));
  for (const id of open.keys()) if (!known.has(id)) forget(id);
  if (view?.id !== top) show(view);
  if (view) draw(open.get(view.id), view);
  closeOrphan();
}

function forget(id) {
  open.delete(id);
  forgetForm(formKey(id));
}

const formKey = (id) => `${state.me}:view:${id}`;

function show(view) {
  closePopup();
  // The trap remembers where the focus was before the first modal, so it stays while modals replace each other.
  if (!view) release?.();
  release = view ? release : null;
  top = view?.id ?? null;
  const place = document.getElementById("modals");
  if (!view) return place.replaceChildren();
  if (!open.has(view.id)) open.set(view.id, make(view));
  const entry = open.get(view.id);
  draw(entry, view);
  place.replaceChildren(h("div.shade", {}, entry.dialog));
  release ??= trap(place, () => close(open.get(top), true));
  (
    entry.body.querySelector("input[data-focus], textarea[data-focus], [data-focus] button") ??
    focusable(entry.body)[0] ??
    entry.foot.lastChild
  )?.focus();
}

function make(view) {
  const form = formOf(formKey(view.id));
  const entry = { id: view.id, json: "", isBusy: false, view };
  entry.body = h("div.modal-body", { tabindex: "-1" });
  entry.trouble = h("p.trouble", { role: "alert", hidden: true });
  entry.head = h("div.modal-head");
  entry.foot = h("div.dialog-foot");
  entry.dialog = h(
    "div.dialog.modal",
    { role: "dialog", "aria-modal": "true" },
    entry.head,
    entry.trouble,
    entry.body,
    entry.foot,
  );
  entry.context = { form, surface: "modal", blocks: view.blocks, open: follow, submit: () => submit(entry) };
  entry.context.act = (block, element, input) =>
    act({ type: "view", view_id: entry.id }, entry.context, block, element, input);
  return entry;
}

function draw(entry, view) {
  const json = JSON.stringify(view);
  if (entry.json === json) return;
  entry.json = json;
  entry.view = view;
  entry.context.blocks = view.blocks;
  entry.context.form.seed(view.state?.values);
  entry.dialog.setAttribute("aria-label", plain(view.title));
  drawHead(entry);
  drawBlocks(entry.body, view.blocks, entry.context);
  // What only has to be read scrolls with the keyboard, too.
  entry.body.tabIndex = focusable(entry.body).length ? -1 : 0;
  drawFoot(entry);
}

function drawHead(entry) {
  const isPushed = state.stack.length > 1;
  entry.head.replaceChildren(
    isPushed
      ? h(
          "button.tool",
          { type: "button", "aria-label": "Back", onclick: () => close(entry, false) },
          icon("back"),
        )
      : "",
    h("h2", {}, plain(entry.view.title)),
    h(
      "button.tool",
      { type: "button", "aria-label": "Close dialog", onclick: () => close(entry, true) },
      icon("close"),
    ),
  );
}

function drawFoot(entry) {
  const { submit: submitText, close: closeText } = entry.view;
  const cancel = h(
    "button.button",
    { type: "button", onclick: () => close(entry, false) },
    closeText ? plain(closeText) : submitText ? "Cancel" : "Close",
  );
  entry.button =
    submitText &&
    h("button.button.primary.submit", { type: "button", onclick: () => submit(entry) }, plain(submitText));
  entry.foot.replaceChildren(cancel, ...(entry.button ? [entry.button] : []));
  setBusy(entry, entry.isBusy);
}

function setBusy(entry, isBusy) {
  entry.isBusy = isBusy;
  if (!entry.button) return;
  if (isBusy) entry.button.setAttribute("aria-busy", "true");
  else entry.button.removeAttribute("aria-busy");
}

function showTrouble(entry, sentence) {
  entry.trouble.hidden = !sentence;
  entry.trouble.replaceChildren(...(sentence ? [icon("warning"), sentence] : []));
}

async function submit(entry) {
  if (entry.isBusy || !entry.button) return;
  showTrouble(entry, "");
  const { form, blocks } = entry.context;
  const complaints = form.complaints(blocks);
  showErrors(entry.body, complaints);
  if (Object.keys(complaints).length) return;
  setBusy(entry, true);
  const answer = await post("submit", { view_id: entry.id, values: form.values(blocks) });
  setBusy(entry, false);
  if (answer.errors) showErrors(entry.body, answer.errors);
  if (!answer.ok) showTrouble(entry, answer.message || TROUBLE);
}

async function close(entry, isWhole) {
  const isAll = isWhole || entry.view.clear_on_close;
  // Slack takes the modal away at once and tells the app afterwards.
  takeStack(isAll ? [] : state.stack.filter(({ id }) => id !== entry.id));
  const answer = await post("close", { view_id: entry.id, all: isAll });
  if (!answer.ok) await fetchStack();
}

// Block Kit, drawn block by block. A redraw keeps the nodes of blocks that did not change, with whatever is typed,
// focused or opened in them.

import { arrange, freshId, h, safeAddress } from "./dom.js";
import { drawElement, image } from "./elements.js";
import { markdown } from "./markdown.js";
import { plain, textObject } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

const drawn = new WeakMap();

/** `context` is {form, surface, act, open, submit?}; it must be the same object for every redraw of one parent. */
export function drawBlocks(parent, blocks, context) {
  const before = [...(drawn.get(parent) ?? [])];
  const focus = focusIn(parent);
  const now = blocks.map((block) => {
    const json = JSON.stringify(block);
    const found = before.findIndex((entry) => entry.json === json);
    return found < 0 ? { json, node: draw(block, context) } : before.splice(found, 1)[0];
  });
  drawn.set(parent, now);
  arrange(
    parent,
    now.map(({ node }) => node),
  );
  focus?.();
}

/** How to give the focus back when the focused block is replaced by its successor. */
function focusIn(parent) {
  const active = document.activeElement;
  if (!active || active === document.body || !parent.contains(active)) return null;
  const action = active.closest("[data-action]")?.dataset.action;
  const label = active.textContent;
  return () => {
    if (active.isConnected) return;
    const heirs = [...parent.querySelectorAll("[data-action]")];
    const heir =
      heirs.find((node) => node.dataset.action === action) ??
      heirs.find((node) => node.textContent === label);
    (heir?.matches("button, input, textarea") ? heir : heir?.querySelector("button, input, textarea"))?.focus(
      { preventScroll: true },
    );
  };
}

function draw(block, context) {
  const paint = BLOCKS[block.type];
  const node = paint
    ? paint(block, context)
    : h("div.unknown", {}, `(“${block.type}” blocks are not shown here)`);
  node.classList.add("block", `block-${block.type}`);
  if (block.block_id) node.dataset.block = block.block_id;
  return node;
}

const BLOCKS = {
  // The Home tab has nothing between the name of the app and its headers.
  header: (block, { surface }) => h(surface === "home" ? "h2" : "h3", {}, plain(block.text)),
  divider: () => h("hr"),
  section,
  context: (block) =>
    h(
      "div",
      {},
      block.elements.map((part) =>
        part.type === "image" ? image({ element: part }) : h("span.rich", {}, textObject(part)),
      ),
    ),
  actions: (block, context) =>
    h(
      "div",
      {},
      block.elements.map((element) => drawElement(block, element, context)),
    ),
  image: (block) => h("figure", {}, block.title && h("figcaption", {}, plain(block.title)), picture(block)),
  input,
  rich_text: (block) => h("div.rich", {}, richText(block)),
  markdown: (block) => h("div.rich.markdown", {}, markdown(block.text)),
  table,
  alert: (block) => h("div.rich", { role: "note", class: block.level || "default" }, textObject(block.text)),
};

function picture(block) {
  const address = safeAddress(block.image_url || block.slack_file?.url);
  return h("img", { src: address, alt: block.alt_text || "", loading: "lazy" });
}

function section(block, context) {
  const fields =
    block.fields &&
    h(
      "div.fields",
      {},
      block.fields.map((field) => h("div.rich", {}, textObject(field))),
    );
  return h(
    "div",
    {},
    h("div.section-text", {}, block.text && h("div.rich", {}, textObject(block.text)), fields),
    block.accessory && h("div.accessory", {}, drawElement(block, block.accessory, context)),
  );
}

const TYPED = "input.input, textarea.input";

function input(block, context) {
  const labelId = freshId("label");
  const hintId = block.hint && freshId("hint");
  const errorId = freshId("error");
  const naming = {
    "aria-labelledby": labelId,
    "aria-describedby": [hintId, errorId].filter(Boolean).join(" "),
  };
  const element = drawElement(block, block.element, context, naming);
  const typed = element.matches(TYPED) ? element : element.querySelector(TYPED);
  if (typed) typed.id = freshId("field");
  const label = h(
    "label",
    typed
      ? { for: typed.id }
      : { onclick: () => element.querySelector("input, textarea, button")?.focus() },
    h("span", { id: labelId }, plain(block.label)),
    block.optional
      ? h("span.optional", {}, " (optional)")
      : h("span.required", { "aria-hidden": "true", title: "Required" }, " *"),
  );
  return h(
    "div",
    {},
    label,
    element,
    h("p.error", { id: errorId, hidden: true }),
    block.hint && h("p.hint", { id: hintId }, plain(block.hint)),
  );
}

/** Shows {block_id: sentence} at the input blocks in `parent` and moves the focus to the first of them. */
export function showErrors(parent, errors) {
  let first = null;
  for (const node of parent.querySelectorAll(".block-input")) {
    const sentence = errors[node.dataset.block];
    const place = node.querySelector(".error");
    place.textContent = sentence ?? "";
    place.hidden = !sentence;
    node.classList.toggle("has-error", Boolean(sentence));
    const controls = [
      ...node.querySelectorAll("input, textarea, [role='combobox'], [role='radiogroup'], [role='group']"),
    ];
    for (const control of controls) {
      if (sentence) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    if (sentence) first ??= controls.find((control) => control.matches("input, textarea, button"));
  }
  first?.focus();
  // The focus alone may leave the sentence below the edge.
  first?.closest(".block").scrollIntoView({ block: "nearest" });
}

function table(block) {
  const [head, ...body] = block.rows;
  const cell = (tag) => (content) =>
    h(tag, {}, content.type === "rich_text" ? richText(content) : content.text);
  return h(
    "div",
    {},
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, head.map(cell("th")))),
      h(
        "tbody",
        {},
        body.map((row) => h("tr", {}, row.map(cell("td")))),
      ),
    ),
  );
}

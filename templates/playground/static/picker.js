// A searchable list of options in a popup: the select menus, and the switch of persons.

import { freshId, h, icon } from "./dom.js";
import { closePopup, openPopup, resized } from "./popup.js";

/**
 * Opens the list at `anchor`. Options are {key, label, detail?, group?, face?}; `isChosen(key)` marks, `choose(option)` is
 * called for a pick and returns true when the list should stay open (several may be picked).
 */
export function openPicker(anchor, { label, options, isChosen, choose, onClose }) {
  const list = h("div.options", {
    role: "listbox",
    id: freshId("options"),
    "aria-label": label,
    tabindex: "0",
  });
  const search = h("input.search", {
    type: "text",
    role: "combobox",
    "aria-expanded": "true",
    "aria-autocomplete": "list",
    "aria-label": `Search ${label}`,
    placeholder: "Search",
    autocomplete: "off",
    "aria-controls": list.id,
    hidden: options.length < 8,
  });
  const picker = { list, search, options, isChosen, choose, rows: [], active: 0 };
  draw(picker);
  picker.active = Math.max(
    0,
    picker.rows.findIndex(({ option }) => isChosen(option.key)),
  );
  anchor.setAttribute("aria-expanded", "true");
  anchor.setAttribute("aria-controls", list.id);
  const body = h("div.picker", { onkeydown: (event) => key(picker, event) }, search, list);
  openPopup(anchor, body, {
    isAsWide: true,
    onClose: () => {
      anchor.setAttribute("aria-expanded", "false");
      anchor.removeAttribute("aria-controls");
      onClose?.();
    },
  });
  search.addEventListener("input", () => {
    picker.active = 0;
    draw(picker);
    mark(picker);
  });
  (search.hidden ? list : search).focus();
  mark(picker);
}

function draw(picker) {
  const wanted = picker.search.value.trim().toLowerCase();
  const shown = picker.options.filter(({ label, detail }) =>
    `${label} ${detail || ""}`.toLowerCase().includes(wanted),
  );
  picker.rows = shown.map((option, index) => ({ option, node: row(picker, option, index) }));
  const drawn = [];
  let group;
  for (const { option, node } of picker.rows) {
    if (option.group && option.group !== group)
      drawn.push(h("div.group", { role: "presentation" }, option.group));
    group = option.group;
    drawn.push(node);
  }
  picker.list.replaceChildren(...(drawn.length ? drawn : [h("div.nothing", {}, "No results")]));
  resized();
}

function row(picker, option, index) {
  const isChosen = picker.isChosen(option.key);
  return h(
    "div.option",
    {
      role: "option",
      id: freshId("option"),
      "aria-selected": String(isChosen),
      "aria-label": option.label,
      onpointermove: () => {
        picker.active = index;
        mark(picker, { isScrolling: false });
      },
      onclick: () => pick(picker, index),
    },
    option.face?.(),
    h("span.option-text", {}, h("span", {}, option.label), option.detail && h("small", {}, option.detail)),
    isChosen && icon("check"),
  );
}

function mark(picker, { isScrolling = true } = {}) {
  picker.rows.forEach(({ node }, index) => node.classList.toggle("is-active", index === picker.active));
  const node = picker.rows[picker.active]?.node;
  const owner = picker.search.hidden ? picker.list : picker.search;
  if (!node) return owner.removeAttribute("aria-activedescendant");
  owner.setAttribute("aria-activedescendant", node.id);
  if (isScrolling) node.scrollIntoView({ block: "nearest" });
}

function pick(picker, index) {
  const option = picker.rows[index]?.option;
  if (!option) return;
  if (!picker.choose(option)) return closePopup({ returnFocus: true });
  draw(picker);
  mark(picker);
}

function key(picker, event) {
  const last = picker.rows.length - 1;
  const there = {
    ArrowDown: picker.active === last ? 0 : picker.active + 1,
    ArrowUp: picker.active === 0 ? last : picker.active - 1,
  }[event.key];
  if (there !== undefined) {
    picker.active = there;
    mark(picker);
  } else if (event.key === "Enter" || (event.key === " " && picker.search.hidden))
    pick(picker, picker.active);
  else if (event.key === "Escape" || event.key === "Tab") closePopup({ returnFocus: true });
  else return;
  event.preventDefault();
  event.stopPropagation();
}

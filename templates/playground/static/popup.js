// One floating layer for menus, lists and cards that belong to a button. Only one is open at a time.

import { h } from "./dom.js";

let open = null;

export const isPopupOpen = () => open !== null;

/** Places `content` at `anchor`; `onClose` hears of every way it can end. */
export function openPopup(anchor, content, { onClose = () => {}, above = false, isAsWide = false } = {}) {
  closePopup();
  const layer = h("div.popup", {}, content);
  document.getElementById("popups").append(layer);
  open = { anchor, layer, onClose, above, isAsWide };
  place();
}

export function closePopup({ returnFocus = false } = {}) {
  if (!open) return;
  const { anchor, layer, onClose } = open;
  open = null;
  layer.remove();
  onClose();
  if (returnFocus && anchor.isConnected) anchor.focus();
}

/** A redraw may have taken the button away that a menu hangs on; a menu elsewhere stays. */
export function closeOrphan() {
  if (open && !open.anchor.isConnected) closePopup();
  else if (open) place();
}

/** What is shown in the layer has become larger or smaller. */
export const resized = () => open && place();

function place() {
  const box = open.anchor.getBoundingClientRect();
  if (open.isAsWide) open.layer.style.minWidth = `${box.width}px`;
  const { offsetWidth: width, offsetHeight: height } = open.layer;
  const fitsBelow = box.bottom + height + 8 < innerHeight;
  // Once above it stays there: a list that gets shorter while somebody types must not jump.
  open.above ||= !fitsBelow && box.top > innerHeight - box.bottom;
  const top = open.above ? box.top - height - 4 : box.bottom + 4;
  open.layer.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
  open.layer.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
}

addEventListener(
  "pointerdown",
  (event) => {
    if (open && !open.layer.contains(event.target) && !open.anchor.contains(event.target)) closePopup();
  },
  true,
);
addEventListener("resize", () => open && place());
addEventListener("scroll", (event) => open && !open.layer.contains(event.target) && place(), true);

/** A menu of buttons: items are {label, detail?, choose}. Arrow keys move, Escape closes. */
export function openMenu(anchor, items, { label, above } = {}) {
  const entries = items.map(({ label: text, detail, choose }) =>
    h(
      "button.menu-item",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        onclick: () => {
          closePopup({ returnFocus: true });
          choose();
        },
      },
      h("span", {}, text),
      detail && h("small", {}, detail),
    ),
  );
  const menu = h(
    "div.menu",
    { role: "menu", "aria-label": label, onkeydown: (event) => moveInMenu(event, entries) },
    entries,
  );
  anchor.setAttribute("aria-expanded", "true");
  openPopup(anchor, menu, { above, onClose: () => anchor.setAttribute("aria-expanded", "false") });
  entries[0]?.focus();
}

function moveInMenu(event, entries) {
  const here = entries.indexOf(document.activeElement);
  const there = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: entries.length - 1 }[event.key];
  if (there !== undefined) {
    event.preventDefault();
    entries.at(there % entries.length).focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    event.stopPropagation();
    closePopup({ returnFocus: true });
  }
}

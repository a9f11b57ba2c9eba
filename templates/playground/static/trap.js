// Keeps the keyboard inside the topmost dialog, and gives the focus back when it is gone.

import { focusable } from "./dom.js";
import { isPopupOpen } from "./popup.js";

const traps = [];

/** `escape` is called for Esc; returns the function that lifts the trap. */
export function trap(dialog, escape) {
  // The button that was pressed may be drawn over meanwhile; its message is there for longer.
  const before = [document.activeElement, document.activeElement.closest("[role='article']")];
  const entry = { dialog, escape };
  traps.push(entry);
  setInert();
  return () => {
    traps.splice(traps.indexOf(entry), 1);
    setInert();
    before.find((node) => node?.isConnected)?.focus({ preventScroll: true });
  };
}

function setInert() {
  document.getElementById("app").inert = traps.length > 0;
}

addEventListener("keydown", (event) => {
  const top = traps.at(-1);
  if (!top || isPopupOpen() || event.defaultPrevented) return;
  if (event.key === "Escape") {
    event.preventDefault();
    top.escape();
  } else if (event.key === "Tab") circle(event, top.dialog);
});

function circle(event, dialog) {
  const stops = focusable(dialog);
  const here = stops.indexOf(document.activeElement);
  const there = event.shiftKey ? here - 1 : here + 1;
  if (here >= 0 && there >= 0 && there < stops.length) return;
  event.preventDefault();
  stops.at(event.shiftKey ? -1 : 0)?.focus();
}

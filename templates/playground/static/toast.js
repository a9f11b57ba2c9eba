import { h } from "./dom.js";

const SECONDS_TO_READ = 6;

export function toast(text) {
  const shown = [...document.querySelectorAll(".toast span")];
  if (shown.some((note) => note.textContent === text)) return;
  const note = h(
    "div.toast",
    {},
    h("span", {}, text),
    h("button", { type: "button", "aria-label": "Dismiss", onclick: () => note.remove() }, "×"),
  );
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), SECONDS_TO_READ * 1000);
}

/** For screen readers only. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

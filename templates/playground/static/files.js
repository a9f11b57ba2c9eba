// How files look: a card under a message, and the size in words.

import { h, icon, safeAddress } from "./dom.js";

export function sizeOf({ size = 0 }) {
  return size > 1_000_000
    ? `${(size / 1_000_000).toFixed(1)} MB`
    : `${Math.max(1, Math.round(size / 1000))} kB`;
}

export function fileCard(file) {
  return h(
    "a.file",
    { href: safeAddress(file.permalink), target: "_blank", rel: "noopener" },
    h("span.file-icon", {}, icon("file")),
    h(
      "span",
      {},
      h("b", {}, file.title || file.name),
      h("small", {}, `${(file.filetype || "file").toUpperCase()} · ${sizeOf(file)}`),
    ),
  );
}

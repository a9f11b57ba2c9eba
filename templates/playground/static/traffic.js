// The inspector: every request between the app and this Slack, newest first.

import { fetchPage } from "./api.js";
import { h, icon } from "./dom.js";
import { clockWithSeconds } from "./dates.js";

const MOST = 300;
const EVERY_MS = 1000;

const rows = new Map();
let last = 0;
let timer = null;
let list = null;

export function startTraffic() {
  const pane = document.getElementById("traffic");
  list = h("div.traffic-list", { role: "group", tabindex: "0", "aria-label": "Requests" });
  const refusalsOnly = h("input", {
    type: "checkbox",
    onchange: () => list.classList.toggle("refusals-only", refusalsOnly.checked),
  });
  pane.append(
    h(
      "header.pane-head",
      {},
      h("h2", {}, "Traffic"),
      h("small", {}, "between the app and Slack"),
      h(
        "button.tool",
        { type: "button", "aria-label": "Close traffic", onclick: toggleTraffic },
        icon("close"),
      ),
    ),
    h("label.choice.only", {}, refusalsOnly, "Refusals only"),
    list,
  );
}

export function toggleTraffic() {
  const pane = document.getElementById("traffic");
  pane.hidden = !pane.hidden;
  document.body.classList.toggle("traffic-open", !pane.hidden);
  if (pane.hidden) clearTimeout(timer);
  else look();
}

async function look() {
  const answer = await fetchPage("traffic", { after: last });
  const entries = answer.entries || [];
  for (const entry of entries) show(entry);
  // A request that has no answer yet is asked for again until it has one.
  const pending = entries.find(({ ok }) => ok === null);
  last = pending ? pending.n - 1 : (entries.at(-1)?.n ?? last);
  while (list.childElementCount > MOST) list.lastChild.remove();
  if (!document.getElementById("traffic").hidden) timer = setTimeout(look, EVERY_MS);
}

function show(entry) {
  const json = JSON.stringify(entry);
  const known = rows.get(entry.n);
  if (known?.json === json) return;
  const node = row(entry);
  if (known) known.node.replaceWith(node);
  else list.prepend(node);
  rows.set(entry.n, { json, node });
}

function secondsOf(at) {
  const number = Number(at);
  return Number.isNaN(number) ? Date.parse(at) / 1000 : number;
}

function row(entry) {
  const isToApp = entry.direction === "to_app";
  const outcome = outcomeOf(entry);
  const details = h(
    "details.request",
    { class: entry.ok === false ? "has-failed" : "" },
    h(
      "summary",
      {},
      h("time", {}, clockWithSeconds(secondsOf(entry.at))),
      h("span.direction", {}, isToApp ? "Slack → app" : "app → Slack"),
      h("b", {}, entry.name),
      h("span.outcome", {}, outcome),
      h("small", {}, entry.ms === null ? "" : `${Math.round(entry.ms)} ms`),
    ),
  );
  details.addEventListener("toggle", () => {
    if (details.childElementCount === 1)
      details.append(json("Request", entry.request), json("Response", entry.response));
  });
  return details;
}

/** What came of a request, with the HTTP status where that says more than the answer: 429 and when to come back. */
function outcomeOf({ ok, error, response }) {
  if (ok === null) return "waiting";
  const { status, "Retry-After": pause } = response?.http ?? {};
  const refusal = [status, error || "error", pause && `retry after ${pause} s`].filter(Boolean).join(" · ");
  return ok ? "ok" : refusal;
}

function json(label, value) {
  return h("div", {}, h("h3", {}, label), h("pre", { tabindex: "0" }, JSON.stringify(value ?? null, null, 2)));
}

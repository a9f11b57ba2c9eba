// The only way this page makes elements: text goes in as text nodes, so nothing that a message says can become markup.

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "inert", "indeterminate"]);

/** h("button.primary", {onclick, "aria-label": "…"}, "Text", node, [nodes], null) */
export function h(description, attributes = {}, ...children) {
  const [tag, ...classes] = description.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) assign(element, name, value);
  element.append(...nodes(children));
  return element;
}

function assign(element, name, value) {
  if (value === null || value === undefined) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "class") element.classList.add(...value.split(" ").filter(Boolean));
  else if (name === "style") Object.assign(element.style, value);
  else if (name === "data") Object.assign(element.dataset, value);
  else if (PROPERTIES.has(name)) element[name] = value;
  else if (value === true) element.setAttribute(name, "");
  else if (value !== false) element.setAttribute(name, String(value));
}

function nodes(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

/** Makes `parent` hold exactly `wanted`, in order, without touching the nodes that already stand right. */
export function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) if (!keep.has(child)) child.remove();
  let place = parent.firstChild;
  for (const node of wanted) {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
}

/** Only addresses that cannot run script; anything else becomes null and is drawn as text. */
export function safeAddress(address) {
  try {
    const url = new URL(address, location.origin);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? address : null;
  } catch {
    return null;
  }
}

let count = 0;
export function freshId(prefix) {
  count += 1;
  return `${prefix}-${count}`;
}

const FOCUSABLE =
  "a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select, [tabindex='0']";
export function focusable(root) {
  return [...root.querySelectorAll(FOCUSABLE)].filter(
    (element) => element.offsetParent !== null && !element.closest("[hidden]"),
  );
}

const STROKES = {
  hash: ["M5 9h14M4 15h14M10 4 8 20M16 4l-2 16"],
  lock: ["M6 11h12v9H6z", "M8.5 11V8a3.5 3.5 0 0 1 7 0v3"],
  down: ["m6 9 6 6 6-6"],
  back: ["m15 5-7 7 7 7"],
  close: ["M6 6l12 12M18 6 6 18"],
  thread: ["M4 5h16v11H11l-5 4v-4H4z", "M8 9h8M8 12h5"],
  link: ["M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1", "M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1"],
  send: ["M4 12 3 4l18 8-18 8 1-8zM4 12h8"],
  more: ["M12 5.5v.01M12 12v.01M12 18.5v.01"],
  upload: ["M12 15V4M7.5 8 12 3.5 16.5 8M4 15v5h16v-5"],
  file: ["M7 3h7l4 4v14H7z", "M14 3v4h4M10 12h5M10 16h5"],
  menu: ["M4 7h16M4 12h16M4 17h16"],
  traffic: ["M4 9h14l-4-4M20 15H6l4 4"],
  warning: ["M12 4 2.5 20h19z", "M12 10v5M12 17.6v.01"],
  people: [
    "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-4 3-6 6.5-6s6.5 2 6.5 6",
    "M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5c2.2.8 3.5 2.7 3.5 5.5",
  ],
  eye: [
    "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z",
    "M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  ],
  bolt: ["M13 3 5 14h6l-1 7 8-11h-6z"],
  check: ["m5 12.5 4.5 4.5L19 7"],
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const stroke of STROKES[name]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", stroke);
    svg.append(path);
  }
  return svg;
}

// Interactive elements other than the select menus (selects.js).

import { askToConfirm } from "./confirm.js";
import { localMoment, secondsAt } from "./dates.js";
import { freshId, h, icon, safeAddress } from "./dom.js";
import { commit, makeField } from "./field.js";
import { plain, textObject } from "./mrkdwn.js";
import { openMenu } from "./popup.js";
import { SELECTS } from "./selects.js";
import { fileInput } from "./uploads.js";
import { state } from "./state.js";

const NEAR_THE_LIMIT = 0.8;

/** The node of one element, or null when this person is not shown it. */
export function drawElement(block, element, context, naming = null) {
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(state.me)) return null;
  const field = makeField(block, element, context, naming);
  const draw = ELEMENTS[element.type] ?? SELECTS[element.type];
  const node = draw ? draw(field) : h("span.unknown", {}, `(“${element.type}” is not shown here)`);
  if (element.action_id) node.dataset.action = element.action_id;
  if (element.focus_on_load) node.dataset.focus = "first";
  return node;
}

const ELEMENTS = {
  button,
  overflow,
  radio_buttons: radios,
  checkboxes,
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: text,
  number_input: text,
  email_text_input: text,
  url_text_input: text,
  file_input: fileInput,
  image,
};

export function image(field) {
  const { element } = field;
  return h("img", { src: safeAddress(element.image_url), alt: element.alt_text || "", loading: "lazy" });
}

function button(field) {
  const { element, block, context } = field;
  const node = h(
    "button.button",
    {
      type: "button",
      class: element.style || "",
      "aria-label": element.accessibility_label,
      onclick: async () => {
        if (node.getAttribute("aria-busy") || (element.confirm && !(await askToConfirm(element.confirm))))
          return;
        if (element.url && safeAddress(element.url)) context.open(element.url);
        node.setAttribute("aria-busy", "true");
        await context.act(block, element, {});
        node.removeAttribute("aria-busy");
      },
    },
    textObject(element.text),
  );
  return node;
}

function overflow(field) {
  const { element, block, context } = field;
  const choose = async (option) => {
    if (element.confirm && !(await askToConfirm(element.confirm))) return;
    if (option.url && safeAddress(option.url)) context.open(option.url);
    context.act(block, element, { selected_option: option });
  };
  const node = h(
    "button.button.overflow",
    {
      type: "button",
      "aria-label": element.accessibility_label || "More actions",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () =>
        openMenu(
          node,
          element.options.map((option) => ({
            label: plain(option.text),
            detail: plain(option.description),
            choose: () => choose(option),
          })),
          { label: "More actions" },
        ),
    },
    icon("more"),
  );
  return node;
}

function choice(type, name, option, isChosen) {
  const textId = freshId("choice");
  const detailId = option.description && freshId("detail");
  return h(
    "label.choice",
    {},
    h("input", {
      type,
      name,
      checked: isChosen,
      value: option.value,
      "aria-labelledby": textId,
      "aria-describedby": detailId,
    }),
    h(
      "span",
      {},
      h("span.rich", { id: textId }, textObject(option.text)),
      option.description && h("small.rich", { id: detailId }, textObject(option.description)),
    ),
  );
}

function radios(field) {
  const name = freshId("radio");
  const { options } = field.element;
  const chosen = () => field.read().selected_option?.value;
  const draw = () => options.map((option) => choice("radio", name, option, option.value === chosen()));
  const node = h("div.choices", { role: "radiogroup", tabindex: null, ...field.name("Options") }, draw());
  node.addEventListener("change", async (event) => {
    const option = options.find(({ value }) => value === event.target.value);
    if (!(await commit(field, { selected_option: option }))) node.replaceChildren(...draw());
  });
  return node;
}

function checkboxes(field) {
  const { options } = field.element;
  const chosen = () => new Set(field.read().selected_options.map(({ value }) => value));
  const draw = () => options.map((option) => choice("checkbox", "", option, chosen().has(option.value)));
  const node = h("div.choices", { role: "group", ...field.name("Options") }, draw());
  node.addEventListener("change", async () => {
    const ticked = new Set([...node.querySelectorAll("input:checked")].map(({ value }) => value));
    const isKept = await commit(field, {
      selected_options: options.filter(({ value }) => ticked.has(value)),
    });
    if (!isKept) node.replaceChildren(...draw());
  });
  return node;
}

function timed(field, type, key, { shown = (value) => value ?? "", taken = (value) => value } = {}) {
  const node = h("input.input.timed", {
    type,
    value: shown(field.read()[key]),
    "aria-required": field.isRequired,
    ...field.name(type === "date" ? "Date" : "Time"),
  });
  node.addEventListener("change", async () => {
    // While a year is typed the browser reports 0002, 0020, 0202 as well.
    if (node.value && type !== "time" && node.value < "1970") return;
    if (!(await commit(field, { [key]: node.value ? taken(node.value) : null })))
      node.value = shown(field.read()[key]);
  });
  return node;
}

function datepicker(field) {
  return timed(field, "date", "selected_date");
}

function timepicker(field) {
  return timed(field, "time", "selected_time");
}

function datetimepicker(field) {
  return timed(field, "datetime-local", "selected_date_time", {
    shown: (seconds) => (seconds ? localMoment(seconds) : ""),
    taken: secondsAt,
  });
}

const INPUT_TYPES = {
  plain_text_input: "text",
  number_input: "text",
  email_text_input: "email",
  url_text_input: "url",
};

function text(field) {
  const { element } = field;
  const isLong = element.type === "plain_text_input" && element.multiline;
  const input = h(isLong ? "textarea.input" : "input.input", {
    type: isLong ? null : INPUT_TYPES[element.type],
    inputmode: element.type === "number_input" ? "decimal" : null,
    rows: isLong ? 4 : null,
    value: field.read().value ?? "",
    placeholder: plain(element.placeholder),
    autocomplete: "off",
    "aria-required": field.isRequired,
    ...field.name("Text"),
  });
  const left = h("span.left", { "aria-live": "polite" });
  input.addEventListener("input", () => {
    field.write({ value: input.value || null });
    showRoom(left, input, element.max_length);
    if (tellsOn(field, "on_character_entered")) field.context.act(field.block, element, field.read());
  });
  input.addEventListener("keydown", (event) => pressEnter(event, field, isLong));
  showRoom(left, input, element.max_length);
  if (element.focus_on_load) input.dataset.focus = "first";
  return h("div.text-field", {}, input, left);
}

function showRoom(left, input, most) {
  const room = (most ?? Infinity) - input.value.length;
  const isNear = most && input.value.length >= most * NEAR_THE_LIMIT;
  left.textContent = room < 0 ? `${-room} characters too many` : isNear ? `${room} characters left` : "";
  left.classList.toggle("is-over", room < 0);
}

function tellsOn(field, trigger) {
  const triggers = field.element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return field.isTold && triggers.includes(trigger);
}

function pressEnter(event, field, isLong) {
  if (event.key !== "Enter" || event.isComposing || (isLong && !event.metaKey && !event.ctrlKey)) return;
  event.preventDefault();
  if (!isLong && tellsOn(field, "on_enter_pressed"))
    field.context.act(field.block, field.element, field.read());
  else field.context.submit?.();
}

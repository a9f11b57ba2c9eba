// One interactive element in its block: where its value lives, what it is called, and when the app hears of it.

import { askToConfirm } from "./confirm.js";
import { plain, spokenText } from "./mrkdwn.js";

/**
 * `context` is {form, surface, act(block, element, input), submit?()}. `naming` holds the aria attributes that an input
 * block gives to its element; elsewhere an element names itself.
 */
export function makeField(block, element, context, naming = null) {
  const isInput = block.type === "input";
  return {
    block,
    element,
    context,
    isRequired: isInput && !block.optional,
    isOptionalInput: isInput && Boolean(block.optional),
    isTold: !isInput || Boolean(block.dispatch_action),
    read: () => context.form.read(block, element),
    write: (value) => context.form.write(block, element, value),
    name: (fallback) => naming ?? { "aria-label": nameOf(block, element) || fallback },
  };
}

/** Outside of input blocks an element is called by what stands in it, or by the text beside it. */
const nameOf = (block, element) =>
  element.accessibility_label ||
  plain(element.placeholder) ||
  (block.type === "section" && spokenText(block.text?.text));

/** Stores a choice, asks first where the element wants that, and tells the app; false means that it was taken back. */
export async function commit(field, value) {
  const before = field.read();
  field.write(value);
  if (!field.isTold) return true;
  if (field.element.confirm && !(await askToConfirm(field.element.confirm))) {
    field.write(before);
    return false;
  }
  field.context.act(field.block, field.element, value);
  return true;
}

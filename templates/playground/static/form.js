// What a person has put into the elements of one message or view. It outlives redraws: as in Slack, a value stays as long
// as block_id and action_id stay the same, and initial values count only for elements that were not touched.

const EMPTY = {
  plain_text_input: (e) => ({ value: e.initial_value ?? null }),
  number_input: (e) => ({ value: e.initial_value ?? null }),
  email_text_input: (e) => ({ value: e.initial_value ?? null }),
  url_text_input: (e) => ({ value: e.initial_value ?? null }),
  static_select: (e) => ({ selected_option: e.initial_option ?? null }),
  radio_buttons: (e) => ({ selected_option: e.initial_option ?? null }),
  checkboxes: (e) => ({ selected_options: e.initial_options ?? [] }),
  multi_static_select: (e) => ({ selected_options: e.initial_options ?? [] }),
  users_select: (e) => ({ selected_user: e.initial_user ?? null }),
  multi_users_select: (e) => ({ selected_users: e.initial_users ?? [] }),
  conversations_select: (e) => ({ selected_conversation: e.initial_conversation ?? null }),
  multi_conversations_select: (e) => ({ selected_conversations: e.initial_conversations ?? [] }),
  channels_select: (e) => ({ selected_channel: e.initial_channel ?? null }),
  multi_channels_select: (e) => ({ selected_channels: e.initial_channels ?? [] }),
  datepicker: (e) => ({ selected_date: e.initial_date ?? null }),
  timepicker: (e) => ({ selected_time: e.initial_time ?? null }),
  file_input: () => ({ files: [] }),
  datetimepicker: (e) => ({ selected_date_time: e.initial_date_time ?? null }),
};

const forms = new Map();

/** The form of one container; `key` names the container and the person. */
export function formOf(key) {
  if (!forms.has(key)) forms.set(key, new Form());
  return forms.get(key);
}

export const forgetForm = (key) => forms.delete(key);

class Form {
  #values = new Map();

  /** Takes over what the server remembers, where the person has not touched anything here. */
  seed(values) {
    for (const [block, actions] of Object.entries(values || {})) {
      for (const [action, { type, ...value }] of Object.entries(actions)) {
        const key = JSON.stringify([block, action]);
        if (!this.#values.has(key)) this.#values.set(key, value);
      }
    }
  }

  read(block, element) {
    return (
      this.#values.get(JSON.stringify([block.block_id, element.action_id])) ??
      EMPTY[element.type]?.(element) ??
      {}
    );
  }

  write(block, element, value) {
    this.#values.set(JSON.stringify([block.block_id, element.action_id]), value);
  }

  /** {block_id: {action_id: {type, …}}} of every element that has a value. */
  values(blocks) {
    const all = {};
    for (const [block, element] of elementsOf(blocks)) {
      if (!EMPTY[element.type]) continue;
      all[block.block_id] ??= {};
      all[block.block_id][element.action_id] = { type: element.type, ...this.read(block, element) };
    }
    return all;
  }

  /** {block_id: sentence} for what Slack itself would refuse before asking the app. */
  complaints(blocks) {
    const found = {};
    for (const block of blocks.filter(({ type }) => type === "input")) {
      const complaint = complain(block, this.read(block, block.element));
      if (complaint) found[block.block_id] = complaint;
    }
    return found;
  }
}

function elementsOf(blocks) {
  return (blocks || []).flatMap((block) => {
    if (block.type === "input") return [[block, block.element]];
    if (block.type === "section") return block.accessory ? [[block, block.accessory]] : [];
    return block.type === "actions" ? block.elements.map((element) => [block, element]) : [];
  });
}

function complain(block, given) {
  const value = Object.values(given)[0];
  const isEmpty = value === null || value === undefined || value.length === 0;
  if (isEmpty) return block.optional ? null : "Please complete this required field.";
  return CHECKS[block.element.type]?.(String(value), block.element) ?? null;
}

const CHECKS = {
  plain_text_input(value, { min_length: least, max_length: most }) {
    if (least && value.length < least) return `Please write at least ${least} characters.`;
    return most && value.length > most ? `Please shorten this to ${most} characters.` : null;
  },
  email_text_input: (value) =>
    /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value) ? null : "Please enter a valid email address.",
  url_text_input: (value) =>
    URL.canParse(value) && /^https?:/.test(value) ? null : "Please enter a valid URL, with https://.",
  number_input(value, { is_decimal_allowed: isDecimal, min_value: least, max_value: most }) {
    const number = Number(value);
    if (Number.isNaN(number)) return "Please enter a number.";
    if (!isDecimal && !Number.isInteger(number)) return "Please enter a whole number.";
    if (least !== undefined && number < Number(least)) return `Please enter a number of at least ${least}.`;
    return most !== undefined && number > Number(most) ? `Please enter a number of at most ${most}.` : null;
  },
};

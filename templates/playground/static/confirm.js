// The small dialog that some elements ask for before they act.

import { freshId, h } from "./dom.js";
import { textObject } from "./mrkdwn.js";
import { closePopup } from "./popup.js";
import { trap } from "./trap.js";

/** `question` is Slack's confirmation object; resolves to whether the person went on. */
export function askToConfirm(question) {
  closePopup();
  return new Promise((resolve) => {
    const textId = freshId("confirm");
    const title = question.title?.text || "Are you sure?";
    const close = (isSure) => {
      release();
      shade.remove();
      resolve(isSure);
    };
    const yes = h(
      "button.button",
      {
        type: "button",
        class: question.style === "danger" ? "danger" : "primary",
        onclick: () => close(true),
      },
      question.confirm ? textObject(question.confirm) : "Yes",
    );
    const no = h(
      "button.button",
      { type: "button", onclick: () => close(false) },
      question.deny ? textObject(question.deny) : "No",
    );
    const dialog = h(
      "div.dialog.confirm",
      { role: "dialog", "aria-modal": "true", "aria-label": title, "aria-describedby": textId },
      h("h2", {}, title),
      h("div.confirm-text.rich", { id: textId }, textObject(question.text)),
      h("div.dialog-foot", {}, no, yes),
    );
    const shade = h("div.shade.over-modals", {}, dialog);
    document.body.append(shade);
    const release = trap(dialog, () => close(false));
    yes.focus();
  });
}

// The field of a form that takes files: each is uploaded at once, and the form carries what came back.

import { post } from "./api.js";
import { h, icon } from "./dom.js";
import { sizeOf } from "./files.js";
import { toast } from "./toast.js";

const MOST_FILES = 10;

export function fileInput(field) {
  const { max_files: most = MOST_FILES, filetypes: kinds = [] } = field.element;
  const list = h("ul.uploads");
  const chosen = () => field.read().files ?? [];
  const store = (files) => {
    field.write({ files });
    list.replaceChildren(...files.map((file) => upload(file, () => drop(file))));
  };
  const drop = (file) => {
    store(chosen().filter(({ id }) => id !== file.id));
    input.focus();
  };
  const input = h("input.input.chooser", {
    type: "file",
    multiple: most > 1,
    accept: kinds.map((kind) => `.${kind}`).join(",") || null,
    "aria-required": field.isRequired,
    ...field.name("Files"),
  });
  input.addEventListener("change", async () => {
    const files = [...input.files];
    // The same file can be chosen again after it was taken out.
    input.value = "";
    const problem = whyNot(files, chosen().length, { most, kinds });
    if (problem) return toast(problem);
    face.setAttribute("aria-busy", "true");
    for (const file of files) {
      const answer = await send(file);
      if (answer.ok) store([...chosen(), answer.file]);
      else toast(answer.message);
    }
    face.removeAttribute("aria-busy");
  });
  const face = h("span.button.chooser-face", { "aria-hidden": "true" }, icon("upload"), "Upload file");
  face.addEventListener("click", () => input.click());
  store(chosen());
  return h("div.file-field", {}, h("div.chooser-row", {}, input, face), list);
}

function upload(file, drop) {
  return h(
    "li.upload",
    {},
    icon("file"),
    h("span.upload-name", {}, file.name),
    h("small", {}, sizeOf(file)),
    h(
      "button.tool",
      { type: "button", "aria-label": `Remove ${file.name}`, onclick: drop },
      icon("close"),
    ),
  );
}

function whyNot(files, already, { most, kinds }) {
  if (already + files.length > most) return `At most ${most} ${most === 1 ? "file fits" : "files fit"} here.`;
  const isWrong = ({ name }) => kinds.length && !kinds.includes(name.split(".").at(-1).toLowerCase());
  const wrong = files.find(isWrong);
  return wrong ? `${wrong.name} is not of a kind that is asked for: ${kinds.join(", ")}.` : "";
}

async function send(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return post("upload", { name: file.name, content: btoa(binary) });
}

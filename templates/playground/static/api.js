// Calls to the playground's server. Nothing here throws: a dropped connection is an answer with a sentence, too.

import { state } from "./state.js";

const UNREACHABLE = {
  ok: false,
  error: "unreachable",
  message: "The playground's server does not answer. Is it still running?",
};

async function answer(request) {
  try {
    const response = await request;
    return await response.json();
  } catch {
    return UNREACHABLE;
  }
}

/** An answer for somebody whom one does not act as any more never arrives. */
export async function fetchPage(path, parameters = {}) {
  const person = state.me;
  const query = new URLSearchParams({ as: person ?? "", ...parameters });
  const found = await answer(fetch(`/page/${path}?${query}`, { headers: { Accept: "application/json" } }));
  return person === state.me ? found : new Promise(() => {});
}

export function post(path, body) {
  return answer(
    fetch(`/page/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ as: state.me, ...body }),
    }),
  );
}

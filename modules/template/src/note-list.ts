import { type Html, html, icon } from "@tochka-rosta/sdk";
import type { Note } from "./store.ts";

/** Notes as cards, or what to say when there are none. */
export function noteList(notes: readonly Note[], whenEmpty: string): Html {
  if (notes.length === 0) {
    return html`<section class="card empty">
      <div class="sign">${icon("spark")}</div>
      <p class="soft">${whenEmpty}</p>
    </section>`;
  }
  return html`<ul class="stack">
    ${notes.map(
      (note) =>
        html`<li class="card stack-tight">
          <h2>${note.name}</h2>
          ${note.description !== "" && html`<p class="prose">${note.description}</p>`}
        </li>`,
    )}
  </ul>`;
}

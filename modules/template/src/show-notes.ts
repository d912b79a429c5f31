import { html, page, type PublicRoute } from "@tochka-rosta/sdk";
import { noteList } from "./note-list.ts";
import { listNotes } from "./store.ts";
import { texts } from "./texts.ts";

/** The site's one page: every note, for everybody. */
export const showNotes: PublicRoute = {
  method: "GET",
  url: "/",
  handle: async ({ database, say }) =>
    page({
      title: say(texts.title),
      canonicalPath: "/",
      body: html`<div class="stack narrow">
        <h1>${say(texts.title)}</h1>
        ${noteList(await listNotes(database), say(texts.empty))}
      </div>`,
    }),
};

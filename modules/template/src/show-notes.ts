import { html, page, type PublicRoute } from "@tochka-rosta/sdk";
import { noteList } from "./note-list.ts";
import { listNotes } from "./store.ts";
import { texts } from "./texts.ts";

/** The site's one page: every note, for everybody. */
export const showNotes: PublicRoute = {
  method: "GET",
  url: "/",
  handle: async ({ database, translate }) =>
    page({
      title: translate(texts.title),
      canonicalPath: "/",
      body: html`<div class="stack narrow">
        <h1>${translate(texts.title)}</h1>
        ${noteList(await listNotes(database), translate(texts.empty))}
      </div>`,
    }),
};

import { html, listPath, page, type PublicRoute, readPage, readSearch } from "@tochka-rosta/sdk";
import { noteList } from "./note-list.ts";
import { texts } from "./texts.ts";

/** The site's one page: every note, for everybody. */
export const showNotes: PublicRoute = {
  method: "GET",
  url: "/",
  cost: ({ q = "" }) => (q === "" ? "ordinary" : "expensive"),
  handle: async (context) => {
    const number = readPage(context);
    return page({
      title: context.translate(texts.title),
      // A search shows what other pages have: only the pages themselves are to be found.
      ...(readSearch(context) === "" && {
        canonicalPath: listPath("/", { page: number === 1 ? undefined : String(number) }),
      }),
      body: html`<div class="stack narrow">
        <h1>${context.translate(texts.title)}</h1>
        ${await noteList("/", context.translate(texts.empty), context)}
      </div>`,
    });
  },
};

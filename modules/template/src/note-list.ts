import {
  type Html,
  html,
  icon,
  type ListPage,
  pager,
  pictureTag,
  readPage,
  readSearch,
  type RequestContext,
  searchForm,
  similarNotice,
} from "@tochka-rosta/sdk";
import { listNotes, type Note } from "./store.ts";
import { texts } from "./texts.ts";

const PAGE_SIZE = 20;

function noteCards({ rows }: ListPage<Note>, whenEmpty: string): Html {
  if (rows.length === 0) {
    return html`<section class="card empty">
      <div class="sign">${icon("spark")}</div>
      <p class="soft">${whenEmpty}</p>
    </section>`;
  }
  return html`<ul class="stack">
    ${rows.map(
      (note) =>
        html`<li class="card stack-tight">
          <h2>${note.name}</h2>
          ${note.photo && pictureTag(note.photo, { alt: note.name, sizes: "(max-width: 40rem) 100vw, 38rem" })}
          ${note.description !== "" && html`<p class="prose">${note.description}</p>`}
        </li>`,
    )}
  </ul>`;
}

/** The page of notes that the address asks for, with search and pager, or what to say when there are none. */
export async function noteList(path: string, whenEmpty: string, context: RequestContext): Promise<Html> {
  const search = readSearch(context);
  const list = await listNotes(context.database, { search, page: readPage(context), size: PAGE_SIZE });
  const place = { path, query: { q: search || undefined }, label: context.translate(texts.title) };
  const empty = search === "" ? whenEmpty : context.translate(texts.nothingFound, { search });
  return html`${(list.total > 0 || search !== "") && searchForm({ ...place, label: context.translate(texts.search) }, context)}
  ${similarNotice(list, search, context)} ${noteCards(list, empty)} ${pager(place, list, context)}`;
}

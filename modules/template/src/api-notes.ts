import {
  type AdminRoute,
  explainUpload,
  json,
  type PublicRoute,
  readForm,
  readPage,
  readPageSize,
  readSearch,
  refusals,
  refuse,
} from "@tochka-rosta/sdk";
import { addNote, listNotes, noteBytes } from "./store.ts";
import { texts } from "./texts.ts";

/** The notes for programs; open to everybody, as the page is. */
export const listNotesByApi: PublicRoute = {
  method: "GET",
  url: "/api/data",
  handle: async (context) => {
    const query = { search: readSearch(context), page: readPage(context), size: readPageSize(context, 20, 100) };
    const { rows, total, page, size } = await listNotes(context.database, query);
    return json({ tenant_id: context.identity.tenant, data: rows, total, page, page_size: size });
  },
};

/** Adds a note; needs the owner's session. */
export const addNoteByApi: AdminRoute = {
  method: "POST",
  url: "/api/data",
  handle: async (context) => {
    const { database, form, language, translate } = context;
    const fields = readForm(form, language);
    const name = fields.line("name", { maxLength: 150 });
    const description = fields.paragraphs("description", { maxLength: 2000 });
    const [problem] = Object.values(fields.errors);
    if (problem !== undefined) return refuse(refusals.badRequest, problem);
    if (name === "") return refuse(refusals.badRequest, translate(texts.nameMissing));
    if (!(await context.storage.reserve(noteBytes(name, description)))) {
      return refuse(refusals.storageFull, explainUpload("no room", context));
    }
    return json(await addNote(database, name, description), 201);
  },
};

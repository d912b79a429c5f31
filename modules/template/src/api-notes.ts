import { type AdminRoute, json, type PublicRoute, readLine, readParagraphs, refusals, refuse } from "@tochka-rosta/sdk";
import { addNote, listNotes } from "./store.ts";
import { texts } from "./texts.ts";

/** The notes for programs; open to everybody, as the page is. */
export const listNotesByApi: PublicRoute = {
  method: "GET",
  url: "/api/data",
  handle: async ({ database, identity }) => json({ tenant_id: identity.tenant, data: await listNotes(database) }),
};

/** Adds a note; needs the owner's session. */
export const addNoteByApi: AdminRoute = {
  method: "POST",
  url: "/api/data",
  handle: async ({ database, form, translate }) => {
    const name = readLine(form, "name", 150);
    if (name === "") return refuse(refusals.badRequest, translate(texts.nameMissing));
    return json(await addNote(database, name, readParagraphs(form, "description", 2000)), 201);
  },
};

import { defineModule, fixedSitemap } from "@tochka-rosta/sdk";
import modulePackage from "../package.json" with { type: "json" };
import { addNoteByApi, listNotesByApi } from "./api-notes.ts";
import { showAdminNotes, submitNote } from "./admin-notes.ts";
import { showNotes } from "./show-notes.ts";
import { texts } from "./texts.ts";

/** The smallest whole module: one table, a public list, an owner who adds to it. Its name comes from package.json. */
export const template = defineModule({
  package: modulePackage,
  titles: texts.title,
  migrations: [
    {
      id: "0001-note",
      sql: `CREATE TABLE note (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL CHECK (name <> ''),
        description text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now()
      )`,
    },
    {
      id: "0002-search",
      sql: "CREATE INDEX note_search ON note USING gin (search_vector(name, description))",
    },
    {
      id: "0003-photo",
      sql: "ALTER TABLE note ADD COLUMN photo_id uuid REFERENCES stored_picture",
    },
  ],
  publicRoutes: [showNotes, listNotesByApi],
  adminRoutes: [showAdminNotes, submitNote, addNoteByApi],
  adminMenu: [{ path: "/admin", label: texts.title }],
  publicFrame: (context) => Promise.resolve({ siteName: context.translate(texts.title) }),
  sitemap: fixedSitemap([{ path: "/" }]),
});

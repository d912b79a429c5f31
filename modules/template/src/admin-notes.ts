import {
  type AdminRoute,
  type Answer,
  errorSummary,
  type FieldErrors,
  html,
  lineField,
  type OwnerVisit,
  page,
  paragraphField,
  readLine,
  readParagraphs,
  redirect,
} from "@tochka-rosta/sdk";
import { noteList } from "./note-list.ts";
import { addNote, listNotes } from "./store.ts";
import { texts } from "./texts.ts";

async function adminPage({ database, form, say }: OwnerVisit, errors: FieldErrors): Promise<Answer> {
  const field = (name: "name" | "description", maxLength: number) => ({
    name,
    maxLength,
    label: say(texts[name]),
    value: form.fields.get(name) ?? "",
    error: errors[name],
  });
  return page({
    status: Object.keys(errors).length > 0 ? 422 : 200,
    title: say(texts.title),
    body: html`<div class="stack narrow">
      <h1>${say(texts.title)}</h1>
      ${errorSummary(errors, say(texts.mend))}
      <form class="card stack" method="post" action="/admin/notes">
        ${lineField({ ...field("name", 150), isRequired: true })} ${paragraphField(field("description", 2000))}
        <div><button class="button" type="submit">${say(texts.add)}</button></div>
      </form>
      ${noteList(await listNotes(database), say(texts.emptyAdmin))}
    </div>`,
  });
}

/** The owner's page: a form, and what is there. */
export const showAdminNotes: AdminRoute = { method: "GET", url: "/admin", handle: (visit) => adminPage(visit, {}) };

/** Adds a note. */
export const submitNote: AdminRoute = {
  method: "POST",
  url: "/admin/notes",
  handle: async (visit) => {
    const name = readLine(visit.form, "name", 150);
    if (name === "") return adminPage(visit, { name: visit.say(texts.nameMissing) });
    await addNote(visit.database, name, readParagraphs(visit.form, "description", 2000));
    return redirect("/admin");
  },
};

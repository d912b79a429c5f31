import {
  type AdminRoute,
  type Answer,
  errorSummary,
  explainUpload,
  type FieldErrors,
  html,
  lineField,
  type OwnerRequestContext,
  page,
  paragraphField,
  readForm,
  redirect,
} from "@tochka-rosta/sdk";
import { noteList } from "./note-list.ts";
import { addNote, noteBytes } from "./store.ts";
import { texts } from "./texts.ts";

async function adminPage(context: OwnerRequestContext, errors: FieldErrors): Promise<Answer> {
  const { form, translate } = context;
  const field = (name: "name" | "description", maxLength: number) => ({
    name,
    maxLength,
    label: translate(texts[name]),
    value: form.fields.get(name) ?? "",
    error: errors[name],
  });
  return page({
    status: Object.keys(errors).length > 0 ? 422 : 200,
    title: translate(texts.title),
    body: html`<div class="stack narrow">
      <h1>${translate(texts.title)}</h1>
      ${errorSummary(errors, translate(texts.correct))}
      <form class="card stack" method="post" action="/admin/notes">
        ${lineField({ ...field("name", 150), isRequired: true })} ${paragraphField(field("description", 2000))}
        <div><button class="button" type="submit">${translate(texts.add)}</button></div>
      </form>
      ${await noteList("/admin", translate(texts.emptyAdmin), context)}
    </div>`,
  });
}

/** The owner's page: a form, and what is there. */
export const showAdminNotes: AdminRoute = { method: "GET", url: "/admin", handle: (context) => adminPage(context, {}) };

/** Adds a note. */
export const submitNote: AdminRoute = {
  method: "POST",
  url: "/admin/notes",
  handle: async (context) => {
    const fields = readForm(context.form, context.language);
    const name = fields.line("name", { maxLength: 150 });
    const description = fields.paragraphs("description", { maxLength: 2000 });
    const errors = { ...(name === "" && { name: context.translate(texts.nameMissing) }), ...fields.errors };
    if (Object.keys(errors).length > 0) return adminPage(context, errors);
    if (!(await context.storage.reserve(noteBytes(name, description)))) {
      return adminPage(context, { name: explainUpload("no room", context) });
    }
    await addNote(context.database, name, description);
    return redirect("/admin");
  },
};

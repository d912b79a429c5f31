import {
  type AdminRoute,
  errorSummary,
  explainUpload,
  type FieldErrors,
  type Form,
  hasErrors,
  html,
  lineField,
  page,
  paragraphField,
  readForm,
  redirect,
  type RequestContext,
  sendBack,
} from "@tochka-rosta/sdk";
import { noteList } from "./note-list.ts";
import { addNote, noteBytes } from "./store.ts";
import { texts } from "./texts.ts";

function readNote(form: Form, { language, translate }: RequestContext) {
  const fields = readForm(form, language);
  const name = fields.line("name", { maxLength: 150, missing: translate(texts.nameMissing) });
  const description = fields.paragraphs("description", { maxLength: 2000 });
  return { name, description, errors: fields.errors };
}

/** Why a form came back, where its fields do not say it. */
const noRoom = { code: "NO_ROOM" };

/** What is wrong with a form that came back, in the language of whoever looks. */
function errorsOf(context: RequestContext): FieldErrors {
  const { draft } = context;
  if (!draft) return {};
  const isFull = (draft.reason as Partial<typeof noRoom> | undefined)?.code === noRoom.code;
  return isFull ? { name: explainUpload("no room", context) } : readNote(draft.form, context).errors;
}

/** The owner's page: a form, with what was typed if it came back, and what is there. */
export const showAdminNotes: AdminRoute = {
  method: "GET",
  url: "/admin",
  handle: async (context) => {
    const { draft, translate } = context;
    const errors = errorsOf(context);
    const field = (name: "name" | "description", maxLength: number) => ({
      name,
      maxLength,
      errors,
      label: translate(texts[name]),
      value: draft?.form.fields.get(name) ?? "",
    });
    return page({
      title: translate(texts.title),
      body: html`<div class="stack narrow">
        <h1>${translate(texts.title)}</h1>
        ${errorSummary(errors, translate(texts.correct))}
        <form class="card stack" method="post" action="/admin/notes" novalidate>
          ${lineField({ ...field("name", 150), isRequired: true })} ${paragraphField(field("description", 2000))}
          <div><button class="button" type="submit">${translate(texts.add)}</button></div>
        </form>
        ${await noteList("/admin", translate(texts.emptyAdmin), context)}
      </div>`,
    });
  },
};

/** Adds a note; a form with something to correct goes back to its page. */
export const submitNote: AdminRoute = {
  method: "POST",
  url: "/admin/notes",
  formAt: "/admin",
  handle: async (context) => {
    const { name, description, errors } = readNote(context.form, context);
    if (hasErrors(errors)) return sendBack();
    if (!(await context.storage.reserve(noteBytes(name, description)))) return sendBack(noRoom);
    await addNote(context.database, name, description);
    return redirect("/admin");
  },
};

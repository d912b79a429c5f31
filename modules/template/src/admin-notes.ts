import {
  type AdminRoute,
  errorSummary,
  explainUpload,
  fileRefusalOf,
  type FieldErrors,
  type Form,
  hasErrors,
  html,
  lineField,
  page,
  paragraphField,
  pictureField,
  readForm,
  readPictureIds,
  redirect,
  type RequestContext,
  sendBack,
  splitPictureIds,
} from "@tochka-rosta/sdk";
import { noteList } from "./note-list.ts";
import { addNote, noteBytes } from "./store.ts";
import { texts } from "./texts.ts";

function readNote(form: Form, context: RequestContext) {
  const { language, translate } = context;
  const fields = readForm(form, language);
  const name = fields.line("name", { maxLength: 150, missing: translate(texts.nameMissing) });
  const description = fields.paragraphs("description", { maxLength: 2000 });
  const refusal = fileRefusalOf(form);
  if (refusal) fields.refuse("photo", explainUpload(refusal, context));
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
    // What the form that came back has already.
    const sent = splitPictureIds(draft?.form.fields.get("photo") ?? "");
    const pictures = await context.pictures.find(context.database, sent);
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
        <form class="card stack" method="post" action="/admin/notes" enctype="multipart/form-data" novalidate>
          ${lineField({ ...field("name", 150), isRequired: true })} ${paragraphField(field("description", 2000))}
          ${pictureField({ name: "photo", label: translate(texts.photo), pictures, most: 1, errors }, context)}
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
  takesPictures: true,
  handle: async (context) => {
    const { name, description, errors } = readNote(context.form, context);
    if (hasErrors(errors)) return sendBack();
    if (!(await context.storage.reserve(noteBytes(name, description)))) return sendBack(noRoom);
    await context.database.transaction(async (queries) => {
      const [photo] = await context.pictures.keep(queries, readPictureIds(context.form, "photo", 1));
      await addNote(queries, name, description, photo);
    });
    return redirect("/admin");
  },
};

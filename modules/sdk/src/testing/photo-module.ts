import { defineModule, fixedSitemap, type AdminRoute } from "../define-module.ts";
import type { Migration } from "../database/migrations.ts";
import { fileRefusalOf } from "../forms/form.ts";
import { explainUpload } from "../page/explain-upload.ts";
import { pictureField } from "../page/picture-field.ts";
import { readPictureIds, splitPictureIds } from "../forms/picture-ids.ts";
import type { EarlierPictures } from "../pictures/store/earlier-pictures.ts";
import { page, redirect, sendBack } from "../route/answer.ts";
import { html } from "../text/html.ts";

const showForm: AdminRoute = {
  method: "GET",
  url: "/admin",
  handle: async (context) => {
    const { draft, database, pictures } = context;
    const found = await pictures.find(database, splitPictureIds(draft?.form.fields.get("photos") ?? ""));
    const refusal = draft && fileRefusalOf(draft.form);
    const errors = refusal ? { photos: explainUpload(refusal, context) } : {};
    const field = pictureField({ name: "photos", label: "Photos", pictures: found, most: 4, errors }, context);
    const body = html`<form method="post" action="/admin/photos" enctype="multipart/form-data">${field}</form>`;
    return page({ title: "Photos", body });
  },
};

const submitForm: AdminRoute = {
  method: "POST",
  url: "/admin/photos",
  formAt: "/admin",
  takesPictures: true,
  handle: async ({ form, database, pictures }) => {
    if (fileRefusalOf(form)) return sendBack();
    const kept = await database.transaction((queries) => pictures.keep(queries, readPictureIds(form, "photos", 4)));
    return redirect(`/admin?kept=${kept.length}`);
  },
};

/** A module for tests whose owner sends photos. */
export function photoModule(migrations: readonly Migration[] = [], earlierPictures?: EarlierPictures) {
  return defineModule({
    package: { version: "1.0.0", tochkaRosta: { image: "tochka-rosta/photos" } },
    titles: { ru: "Фото", en: "Photos" },
    migrations,
    publicRoutes: [],
    adminRoutes: [showForm, submitForm],
    adminMenu: [],
    publicFrame: () => Promise.resolve({ siteName: "Photos" }),
    sitemap: fixedSitemap([]),
    ...(earlierPictures && { earlierPictures }),
  });
}

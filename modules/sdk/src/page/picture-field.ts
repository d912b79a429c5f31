import { type FieldErrors, isFirstWrong } from "../forms/field.ts";
import { defaultUploadLimits } from "../uploads/upload-limits.ts";
import { uploadTexts } from "../uploads/upload-texts.ts";
import type { RequestContext } from "../route/request-context.ts";
import { type Html, html } from "../text/html.ts";
import type { Text } from "../text/language.ts";
import { joinPictureIds, PICTURE_FILES_SUFFIX, removalName } from "../forms/picture-ids.ts";
import { pictureTag } from "../pictures/picture-markup.ts";
import type { StoredPicture } from "../pictures/store/pictures.ts";

/** A field that takes photos and shows those it has. */
export interface PictureFieldOptions {
  readonly name: string;
  readonly label: string;
  /** What the field has: the saved pictures, or those of the form that came back. */
  readonly pictures: readonly StoredPicture[];
  /** As many at most. */
  readonly most: number;
  readonly errors?: FieldErrors;
  /** Next to each picture, such as a field for its words. */
  readonly details?: (picture: StoredPicture) => Html;
  /** Ids whose box "remove" is ticked. */
  readonly removed?: readonly string[];
}

const texts = {
  hint: {
    ru: "JPEG, PNG, WebP, HEIC, AVIF или GIF, до {mebibytes} МБ. Место съёмки и другие данные из фото удалим",
    en: "JPEG, PNG, WebP, HEIC, AVIF or GIF, up to {mebibytes} MB. Where it was taken and other data are removed",
  },
  withoutScripts: {
    ru: "JavaScript выключен: за один раз форма возьмёт до 2,5 МБ",
    en: "JavaScript is off: the form takes up to 2.5 MB at once",
  },
  remove: { ru: "Убрать", en: "Remove" },
} as const satisfies Record<string, Text>;

/**
 * Not HEIC: asked for JPEG, an iPhone converts its photos itself, of any size. A HEIC file that is chosen or dropped all the same is taken.
 */
const ACCEPT = "image/jpeg,image/png,image/webp,image/gif,image/avif";

function shownPicture(picture: StoredPicture, options: PictureFieldOptions, { translate }: RequestContext): Html {
  const isRemoved = options.removed?.includes(picture.id) === true;
  return html`<li>
    <div class="thumb">${pictureTag(picture, { alt: "", sizes: "6rem" })}</div>
    <div class="grow stack-tight">
      ${options.details?.(picture)}
      <label class="choice"
        ><input type="checkbox" name="${removalName(picture.id)}" ${isRemoved && html`checked`} /><span
          >${translate(texts.remove)}</span
        ></label
      >
    </div>
  </li>`;
}

/** What the page's script says, and its numbers. */
function scriptData(most: number, { translate }: RequestContext): string {
  return JSON.stringify({
    most,
    partBytes: defaultUploadLimits.partBytes,
    tooMany: translate(uploadTexts.most, { most }),
    sending: translate(uploadTexts.sending),
    processing: translate(uploadTexts.processing),
    reconnecting: translate(uploadTexts.reconnecting),
    failed: translate(uploadTexts.failed),
    unsaved: translate(uploadTexts.unsaved),
  });
}

/**
 * Takes photos from the device and shows those it has. Its form is multipart, and its route says `takesPictures`. With scripts each photo is
 * sent as soon as it is chosen; without, the form carries small ones.
 */
export function pictureField(options: PictureFieldOptions, context: RequestContext): Html {
  const { name, label, pictures, most, errors = {} } = options;
  const { translate } = context;
  const id = `field-${name}`;
  const error = errors[name];
  return html`<div class="field" data-pictures="${scriptData(most, context)}">
    <label for="${id}">${label}</label>
    <input type="hidden" name="${name}" value="${joinPictureIds(pictures.map((picture) => picture.id))}" />
    ${
      pictures.length > 0 &&
      html`<ul class="list pictures">
        ${pictures.map((picture) => shownPicture(picture, options, context))}
      </ul>`
    }
    <input
      type="file"
      id="${id}"
      name="${name}${PICTURE_FILES_SUFFIX}"
      accept="${ACCEPT}"
      ${most > 1 && html`multiple`}
      ${error !== undefined && html`aria-invalid="true"`}
      ${isFirstWrong(errors, name) && html`autofocus`}
      aria-describedby="${id}-hint${error === undefined ? "" : ` ${id}-error`}"
    />
    <ul class="uploads" aria-live="polite"></ul>
    <p class="hint" id="${id}-hint">
      ${translate(texts.hint, { mebibytes: defaultUploadLimits.fileBytes / 1024 / 1024 })}
    </p>
    <noscript><p class="hint">${translate(texts.withoutScripts)}</p></noscript>
    ${error !== undefined && html`<p class="error" id="${id}-error">${error}</p>`}
  </div>`;
}

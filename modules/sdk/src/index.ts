/** All that a module may import. */
export * from "./define-module.ts";
export { runModule } from "./run-module.ts";
export { json, page, redirect, refuse, sendBack } from "./route/answer.ts";
export type * from "./route/answer.ts";
export { RefusedError, refusals } from "./route/refusals.ts";
export type { RefusalKind } from "./route/refusals.ts";
export type * from "./route/request-context.ts";
export type { Database, Queries, SqlValue } from "./database/database.ts";
export type { FormDraft } from "./drafts/form-draft.ts";
export type { LetterDraft } from "./letters/letter.ts";
export type { Letters, PutResult } from "./letters/letters.ts";
export { describeEmailProblem, readEmail } from "@tochka-rosta/texts";
export type { Migration } from "./database/migrations.ts";
export { enterKeyAgain, KeysUnavailableError, type InstanceKeys } from "./keys/instance-keys.ts";
export { openWithKeys, sealWithKeys, type SealScope } from "./keys/seal-with-keys.ts";
export type { KeyRing } from "@tochka-rosta/service/keys";
export type { ModuleHttp } from "./outside/open-http.ts";
export { EgressError } from "@tochka-rosta/service/egress-error";
export type { EgressProblem, EgressRequestOptions, EgressResponse } from "@tochka-rosta/service/egress";
export type { Storage } from "./database/storage.ts";
export type { InstanceIdentity, InstanceStatus } from "./instance/identity.ts";
export { type Fragment, Html, html, trustedMarkup } from "./text/html.ts";
export { icon, type IconName } from "./page/icon.ts";
export * from "./text/language.ts";
export * from "./forms/form.ts";
export { explainUpload } from "./page/explain-upload.ts";
export { type FormReader, hasErrors, readForm, type TypedInteger, type TypedText } from "./forms/form-reader.ts";
export { formatDecimalRubles, formatKopecks, formatPriceInput, parseRubles } from "@tochka-rosta/money";
export { findPhoneParts, formatPhone } from "@tochka-rosta/phones";
export * from "./forms/field.ts";
export { listPath, readChoice, readPage, readPageSize, readSearch } from "./lists/list-address.ts";
export {
  filterLinks,
  pager,
  searchForm,
  similarNotice,
  type FilterChoice,
  type ListPlace,
} from "./lists/list-parts.ts";
export { readList, type Condition, type ListPage, type ListQuery, type ListSource } from "./lists/read-list.ts";
export { isUuid } from "./text/uuid.ts";
export {
  bothVersions,
  type EditedField,
  isChangedMeanwhile,
  readVersion,
  versionField,
} from "./page/edited-version.ts";
export type { SiteTime } from "./time/site-time.ts";
export { DEFAULT_TIME_ZONE, isTimeZone, listTimeZones, type TimeZoneChoice } from "./time/time-zones.ts";
export { pictureField, type PictureFieldOptions } from "./page/picture-field.ts";
export { readPictureIds, splitPictureIds } from "./forms/picture-ids.ts";
export { picturePath, pictureTag, type PictureOptions } from "./pictures/picture-markup.ts";
export type { EarlierPictures } from "./pictures/store/earlier-pictures.ts";
export { pictureColumn, type Pictures, type StoredPicture } from "./pictures/store/pictures.ts";
export { isPictureRefusal, type PictureRefusal } from "./pictures/refusal.ts";

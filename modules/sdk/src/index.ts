/** All that a module may import. */
export * from "./define-module.ts";
export { runModule } from "./run-module.ts";
export { json, page, redirect, refuse } from "./http/answer.ts";
export type * from "./http/answer.ts";
export { RefusedError, refusals } from "./http/refusals.ts";
export type { RefusalKind } from "./http/refusals.ts";
export type * from "./http/visit.ts";
export type { Database, Queries, SqlValue } from "./database/database.ts";
export type { Migration } from "./database/migrations.ts";
export type { InstanceIdentity, InstanceStatus } from "./instance/identity.ts";
export { type Fragment, Html, html, trustedMarkup } from "./page/html.ts";
export { icon, type IconName } from "./page/icon.ts";
export * from "./page/language.ts";
export * from "./forms/form.ts";
export * from "./forms/money.ts";
export * from "./forms/phone.ts";
export * from "./forms/picture.ts";
export * from "./forms/field.ts";

import { parseTheme, type Theme } from "@tochka-rosta/colours";
import { networkOf } from "@tochka-rosta/service/net";
import type { FastifyRequest } from "fastify";
import { EMPTY_FORM, type Form, formOfBody, uploadedFileOf } from "../forms/form.ts";
import { fill, type Language, readLanguage } from "../text/language.ts";
import type { Site } from "../site.ts";
import { createSiteTime } from "../time/site-time.ts";
import type { RouteConfig } from "./gates.ts";
import { readFormParts } from "./read-parts.ts";
import { formPathOf } from "./send-back.ts";
import type { RequestContext } from "../route/request-context.ts";

export const LANGUAGE_COOKIE = "__Host-language";

export const THEME_COOKIE = "__Host-theme";

/** Of the one file that a form may bring into memory. */
const FILE_LIMIT_BYTES = 2 * 1024 * 1024;

/** The last of equal names, as text; an address that holds a NUL was refused before. */
function textValues(record: unknown): Record<string, string> {
  const text = (value: unknown): string => String(Array.isArray(value) ? value.at(-1) : value);
  const entries = Object.entries((record ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([name, value]) => [name, text(value)]));
}

/** The language asked for in the address, else the remembered one, else Russian. */
export function chooseLanguage(request: FastifyRequest): Language {
  const requested = (request.query as Record<string, unknown> | undefined)?.["lang"];
  return readLanguage(requested) ?? readLanguage(request.cookies[LANGUAGE_COOKIE]) ?? "ru";
}

/** The choice that an address holds: undefined where it holds none, "device" where it gives the choice back. */
export function readThemeChoice(request: FastifyRequest): Theme | "device" | undefined {
  const requested = (request.query as Record<string, unknown> | undefined)?.["theme"];
  if (requested === "device") return requested;
  return typeof requested === "string" ? parseTheme(requested) : undefined;
}

function chooseTheme(request: FastifyRequest): Theme | undefined {
  const choice = readThemeChoice(request);
  return choice === undefined ? parseTheme(request.cookies[THEME_COOKIE]) : parseTheme(choice);
}

/** Whether the file may be kept: so many in a minute, and only while the tenant's plan has room. */
async function takeFile(site: Site, request: FastifyRequest, form: Form): Promise<Form> {
  const file = uploadedFileOf(form);
  const { fields } = form;
  if (!file) return form;
  const limit = { group: "upload", perMinute: site.limits.uploadsPerMinute };
  const isAllowed = site.limiter.isAllowed(limit, networkOf(request.ip), site.clock.monotonic());
  if (!isAllowed) return { fields, file: "too often" };
  return { fields, file: (await site.storage.reserve(file.bytes.length)) ? file : "no room" };
}

/**
 * Reads a multipart form into memory. An empty file input counts as no file; a file that cannot be taken says why, and the fields are there.
 * @throws RefusedError when the form has too many parts, is broken, or cut off
 */
export async function readUpload(site: Site, request: FastifyRequest): Promise<Form> {
  if (!request.isMultipart()) return formOfBody(request.body);
  const { fields, files, isFileCut } = await readFormParts(request, { files: 1, fileSize: FILE_LIMIT_BYTES });
  return takeFile(site, request, { fields, file: isFileCut ? "too large" : files[0] });
}

/** Makes the handler's view of a request. */
export function createRequestContext(site: Site, request: FastifyRequest, form: Form = EMPTY_FORM): RequestContext {
  const language = chooseLanguage(request);
  const params = textValues(request.params);
  const { formAt } = request.routeOptions.config as RouteConfig;
  return {
    method: request.method,
    path: request.url.split("?", 1)[0] ?? "/",
    params,
    query: textValues(request.query),
    form,
    draft: undefined,
    formPath: formAt === undefined ? undefined : formPathOf(formAt, params),
    time: createSiteTime({ zone: site.timeZone.current(), language, now: site.clock.now }),
    body: request.body,
    cookies: request.cookies,
    headers: request.headers,
    requestId: request.id,
    address: request.ip,
    network: networkOf(request.ip),
    now: site.clock.now,
    storage: site.storage,
    keys: site.keys,
    pictures: site.pictures,
    letters: site.letters.during(request),
    http: site.http,
    language,
    theme: chooseTheme(request),
    translate: (text, values) => fill(text, language, values),
    identity: site.identity.current(),
    database: site.database,
    log: request.log,
  };
}

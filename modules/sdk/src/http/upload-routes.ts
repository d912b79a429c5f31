import { networkOf } from "@tochka-rosta/service/net";
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from "fastify";
import { createRequestContext } from "./create-request-context.ts";
import { sendAnswer } from "./render.ts";
import { explainUpload } from "../page/explain-upload.ts";
import { pictureThumbnailPath } from "../pictures/picture-markup.ts";
import { isPictureRefusal } from "../pictures/refusal.ts";
import { json, refuse } from "../route/answer.ts";
import { type RefusalKind, refusals } from "../route/refusals.ts";
import type { Site } from "../site.ts";
import { createFinishedUploads, type FinishedUploads, type UploadResult } from "../uploads/finished-uploads.ts";
import {
  PART_MEDIA_TYPE,
  progressHeaders,
  readUploadLength,
  readUploadOffset,
  speaksTus,
  tusHeaders,
} from "../uploads/tus-headers.ts";
import type { Upload } from "../uploads/upload-spool.ts";
import { uploadTexts } from "../uploads/upload-texts.ts";

/** Whom an owner's request is from. */
export interface UploadAccess {
  /** Refuses strangers before anything of a request is read. */
  readonly onRequest: onRequestAsyncHookHandler;
  readonly subjectOf: (request: FastifyRequest) => string | undefined;
  readonly mayChange: (request: FastifyRequest) => boolean;
}

const ADDRESS = "/api/uploads";

type Send = (kind: RefusalKind, detail?: string) => Promise<FastifyReply>;

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly site: Site;
  readonly subject: string;
  readonly refuseWith: Send;
}

const idOf = (request: FastifyRequest): string => (request.params as { readonly id: string }).id;

/** Begins an upload: its whole length is reserved before its first byte is sent. */
async function create({ request, reply, site, subject, refuseWith }: Exchange): Promise<FastifyReply> {
  const { fileBytes } = site.limits.uploads;
  const { translate, identity } = createRequestContext(site, request);
  const length = readUploadLength(request.headers);
  if (length === undefined || length === 0) return refuseWith(refusals.badRequest, translate(uploadTexts.empty));
  if (length > fileBytes) {
    return refuseWith(refusals.tooLarge, translate(uploadTexts.tooLarge, { mebibytes: fileBytes / 1024 / 1024 }));
  }
  const limit = { group: "upload", perMinute: site.limits.uploadsPerMinute };
  if (!site.limiter.isAllowed(limit, networkOf(request.ip), site.clock.monotonic())) {
    return refuseWith(refusals.tooManyRequests);
  }
  if (!(await site.storage.reserve(length))) {
    return refuseWith(refusals.storageFull, explainUpload("no room", { translate, identity }));
  }
  const upload = await site.uploads.begin(subject, length);
  if (!upload) return refuseWith(refusals.tooManyRequests, translate(uploadTexts.tooMany));
  return reply.code(201).headers(progressHeaders(upload)).header("location", `${ADDRESS}/${upload.id}`).send();
}

/** The upload that a request names, or the refusal that was sent. */
async function findUpload({ request, site, subject, refuseWith }: Exchange): Promise<Upload | FastifyReply> {
  const found = site.uploads.find(subject, idOf(request));
  if (found === "expired") return refuseWith(refusals.uploadExpired);
  return found ?? refuseWith(refusals.notFound);
}

/** How far it has come. Whoever asks has lost the connection that the last part came by, so that one is broken off. */
async function reportProgress(exchange: Exchange): Promise<FastifyReply> {
  const upload = await findUpload(exchange);
  if (!("length" in upload)) return upload;
  await exchange.site.uploads.interrupt(upload.id);
  return exchange.reply.code(200).headers(progressHeaders(upload)).send();
}

async function appendPart(exchange: Exchange): Promise<FastifyReply> {
  const { request, reply, site, refuseWith } = exchange;
  const upload = await findUpload(exchange);
  if (!("length" in upload)) return upload;
  if (readUploadOffset(request.headers) !== upload.offset) return refuseWith(refusals.wrongOffset);
  if (Number(request.headers["content-length"] ?? 0) > site.limits.uploads.partBytes)
    return refuseWith(refusals.tooLarge);
  const outcome = await site.uploads.append(upload.id, request.raw);
  if (reply.raw.destroyed) return reply.hijack();
  if (outcome === "busy") return refuseWith(refusals.uploadBusy);
  return reply.code(204).headers(progressHeaders(upload)).send();
}

async function sendResult({ request, reply, site, refuseWith }: Exchange, outcome: UploadResult | "waiting") {
  const context = createRequestContext(site, request);
  if (outcome === "waiting") {
    await sendAnswer(site, context, json({ state: "waiting" }, 202), "admin", reply);
    return reply;
  }
  if (outcome === "no room") return refuseWith(refusals.storageFull, explainUpload(outcome, context));
  if (isPictureRefusal(outcome)) {
    const kind = outcome.picture === "busy" ? refusals.busy : refusals.notAPicture;
    return refuseWith(kind, explainUpload(outcome, context));
  }
  const { id, width, height } = outcome;
  const body = { state: "ready", id, width, height, thumbnail: pictureThumbnailPath(outcome) };
  await sendAnswer(site, context, json(body), "admin", reply);
  return reply;
}

/** What the whole file has become; asked again, it says the same. */
async function finish(finished: FinishedUploads, exchange: Exchange): Promise<FastifyReply> {
  const earlier = finished.find(exchange.subject, idOf(exchange.request));
  if (earlier && typeof exchange.site.uploads.find(exchange.subject, idOf(exchange.request)) !== "object") {
    return sendResult(exchange, await earlier);
  }
  const upload = await findUpload(exchange);
  if (!("length" in upload)) return upload;
  if (upload.offset < upload.length) return exchange.refuseWith(refusals.wrongOffset);
  return sendResult(exchange, await finished.finish(upload));
}

/** Files in parts, for owners: a photo of any phone gets through an ingress that refuses bodies over 3 MiB, and goes on after a broken connection. */
export function addUploadRoutes(server: FastifyInstance, site: Site, access: UploadAccess): void {
  const finished = createFinishedUploads(site.pictures, site.uploads);
  // The part goes from the connection into the file; nothing of it is held.
  server.addContentTypeParser(PART_MEDIA_TYPE, (_request, payload, done) => done(null, payload));

  const withExchange = (work: (exchange: Exchange) => Promise<FastifyReply>) => {
    return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      reply.headers(tusHeaders);
      const refuseWith: Send = async (kind, detail) => {
        await sendAnswer(site, createRequestContext(site, request), refuse(kind, detail), "admin", reply);
        return reply;
      };
      const isChange = request.method === "POST" || request.method === "PATCH";
      if (isChange && !access.mayChange(request)) return refuseWith(refusals.ownerReadOnly);
      if (request.method !== "GET" && !speaksTus(request.headers)) return refuseWith(refusals.uploadVersion);
      return work({ request, reply, site, subject: access.subjectOf(request) ?? "", refuseWith });
    };
  };
  const options = { config: { isAdmin: true } as object, onRequest: [access.onRequest] };
  server.post(ADDRESS, options, withExchange(create));
  server.head(`${ADDRESS}/:id`, options, withExchange(reportProgress));
  server.patch(`${ADDRESS}/:id`, options, withExchange(appendPart));
  server.get(
    `${ADDRESS}/:id/picture`,
    options,
    withExchange((exchange) => finish(finished, exchange)),
  );
}

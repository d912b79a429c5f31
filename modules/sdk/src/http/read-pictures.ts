import type { FastifyRequest } from "fastify";
import { networkOf } from "@tochka-rosta/service/net";
import { type Form, formOfBody, type UploadedFile, type UploadRefusal } from "../forms/form.ts";
import { isPictureRefusal, type PictureRefusal } from "../pictures/refusal.ts";
import { withTemporaryFile } from "../pictures/temporary-file.ts";
import type { Site } from "../site.ts";
import { joinPictureIds, PICTURE_FILES_SUFFIX, splitPictureIds } from "../forms/picture-ids.ts";
import { readFormParts } from "./read-parts.ts";

/** All files of a form that brings pictures without scripts; ingresses refuse requests over 3 MiB. */
const FORM_FILES_BYTES = 2.5 * 1024 * 1024;
const MOST_FILES = 10;

type Taken = { readonly id: string } | PictureRefusal | UploadRefusal;

async function take(site: Site, request: FastifyRequest, bytes: Buffer, subject: string): Promise<Taken> {
  const limit = { group: "upload", perMinute: site.limits.uploadsPerMinute };
  const isAllowed = site.limiter.isAllowed(limit, networkOf(request.ip), site.clock.monotonic());
  if (!isAllowed) return "too often";
  return withTemporaryFile(bytes, (path) => site.pictures.add(path, subject));
}

const fieldOf = ({ field }: UploadedFile): string =>
  field.endsWith(PICTURE_FILES_SUFFIX) ? field.slice(0, -PICTURE_FILES_SUFFIX.length) : field;

/**
 * Reads a form that brings pictures: each file becomes a stored picture, whose id joins the field's others. What is refused says why.
 * @param subject the owner's person; undefined when their session has ended, whose files are not taken
 * @throws RefusedError when the form has too many parts, is broken, or cut off
 */
export async function readPictures(site: Site, request: FastifyRequest, subject: string | undefined): Promise<Form> {
  if (!request.isMultipart()) return formOfBody(request.body);
  const limits = { files: MOST_FILES, fileSize: FORM_FILES_BYTES };
  const { fields, files, isFileCut } = await readFormParts(request, limits);
  if (subject === undefined) return { fields, file: files.length > 0 || isFileCut ? "not kept" : undefined };
  let refusal: Exclude<Taken, { readonly id: string }> | undefined = isFileCut ? "too large for a form" : undefined;
  let left = FORM_FILES_BYTES;
  for (const file of files) {
    left -= file.bytes.length;
    const taken = left < 0 ? "too large for a form" : await take(site, request, file.bytes, subject);
    if (typeof taken === "string" || isPictureRefusal(taken)) refusal ??= taken;
    else fields.set(fieldOf(file), joinPictureIds([...splitPictureIds(fields.get(fieldOf(file)) ?? ""), taken.id]));
  }
  return { fields, file: refusal };
}

import type { FastifyRequest } from "fastify";
import type { UploadedFile } from "../forms/form.ts";
import { RefusedError, refusals } from "../route/refusals.ts";

const MAX_FORM_FIELDS = 40;
/** More than any text may be long: what is too long is read whole and refused in words, never cut. */
const MAX_FIELD_BYTES = 128 * 1024;

/** A multipart form as it came; empty file inputs are left out. */
interface FormParts {
  readonly fields: Map<string, string>;
  readonly files: readonly UploadedFile[];
  /** A file was larger than it may be; nothing of it is here. */
  readonly isFileCut: boolean;
}

interface PartLimits {
  readonly files: number;
  readonly fileSize: number;
}

async function readParts(request: FastifyRequest, { files: mostFiles, fileSize }: PartLimits): Promise<FormParts> {
  const fields = new Map<string, string>();
  const files: UploadedFile[] = [];
  let isFileCut = false;
  const limits = { files: mostFiles, fileSize, fields: MAX_FORM_FIELDS, fieldSize: MAX_FIELD_BYTES };
  for await (const part of request.parts({ limits })) {
    if (part.type === "field") {
      if (part.valueTruncated) throw new RefusedError(refusals.tooLarge, `the field ${part.fieldname} is too long`);
      fields.set(part.fieldname, typeof part.value === "string" ? part.value : "");
      continue;
    }
    const bytes = await part.toBuffer();
    if (part.file.truncated) isFileCut = true;
    else if (bytes.length > 0) files.push({ field: part.fieldname, bytes });
  }
  return { fields, files, isFileCut };
}

/**
 * Reads a multipart form into memory.
 * @throws RefusedError when the form has too many parts, is broken, or cut off
 */
export async function readFormParts(request: FastifyRequest, limits: PartLimits): Promise<FormParts> {
  try {
    return await readParts(request, limits);
  } catch (cause) {
    if (cause instanceof RefusedError) throw cause;
    // The parser throws plain errors for broken forms; whatever fails here, the sender's bytes are the reason.
    const isTooLarge = cause instanceof Error && "statusCode" in cause && cause.statusCode === 413;
    throw new RefusedError(isTooLarge ? refusals.tooLarge : refusals.badRequest, "the upload cannot be read", {
      cause,
    });
  }
}

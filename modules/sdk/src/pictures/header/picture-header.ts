/** The formats that are taken. */
export type PictureFormat = "jpeg" | "png" | "webp" | "gif" | "avif" | "heic";

/** What a file's first bytes say of it, before anything is decoded. */
export interface PictureHeader {
  readonly format: PictureFormat;
  /** As stored: a turned photo has its sides the other way round. */
  readonly width: number;
  readonly height: number;
  /** Its decoder has to hold the whole picture in full colour: a progressive JPEG without colour subsampling. */
  readonly isHeldWhole?: boolean;
  /** Colours are those of Display P3 by a code, which decoders do not convert as they do a profile. */
  readonly isDisplayP3?: boolean;
}

/** What else people choose, which is worth a sentence of its own. */
export type OtherFile = "svg" | "unknown";

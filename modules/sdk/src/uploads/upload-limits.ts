const MEBIBYTE = 1024 * 1024;

/** What uploads in parts may take of a process and of its folder for temporary files. */
export interface UploadLimits {
  /** The largest file. */
  readonly fileBytes: number;
  /** The most that one request carries: ingresses refuse more than a little above it. */
  readonly partBytes: number;
  /** Uploads that one person has under way. */
  readonly openPerSubject: number;
  /** The lengths of all uploads under way, together. The pod's folder holds 256 MiB, and one that outgrows it is evicted. */
  readonly spoolBytes: number;
  /** After so long nobody goes on with an upload. */
  readonly lifeSeconds: number;
}

export const defaultUploadLimits: UploadLimits = {
  fileBytes: 32 * MEBIBYTE,
  partBytes: 2 * MEBIBYTE,
  openPerSubject: 10,
  spoolBytes: 192 * MEBIBYTE,
  lifeSeconds: 24 * 60 * 60,
};

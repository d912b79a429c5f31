/** Bytes as they are stored, such as a picture. */
export interface StoredBytes {
  readonly bytes: Buffer;
  readonly mediaType: string;
}

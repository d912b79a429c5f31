import { open } from "node:fs/promises";

/** A file that is read here and there: a header may lie behind megabytes of thumbnails, and the file need not be in memory for it. */
export interface ByteSource {
  readonly size: number;
  /** At most so many bytes; fewer at the end of the file. */
  readonly read: (offset: number, length: number) => Promise<Buffer>;
}

/** Opens a file for `work` and closes it. */
export async function withByteSource<T>(path: string, work: (source: ByteSource) => Promise<T>): Promise<T> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const read = async (offset: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    return await work({ size, read });
  } finally {
    await file.close();
  }
}

import type { Writable } from "node:stream";

/** What may wait for a slow reader: dozens of events. */
export const mostWaitingBytes = 64 * 1024;

/** Writes events to a connection for as long as its reader takes them. */
export interface EventWriter {
  write(text: string): void;
  /** Whether the connection was cut because its reader took too little. */
  readonly isCut: boolean;
}

/** A reader that takes nothing is cut, and with it what waits for it: ending in order would wait for the reader. It gets the whole state when it comes again. */
export function openEventWriter(raw: Writable): EventWriter {
  let isCut = false;
  return {
    write: (text) => {
      raw.write(text);
      if (isCut || raw.writableLength <= mostWaitingBytes) return;
      isCut = true;
      raw.destroy();
    },
    get isCut() {
      return isCut;
    },
  };
}

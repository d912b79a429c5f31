/** What the first bytes of a connection say: a name, that more are needed, or why they are refused. */
export type HelloVerdict =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "more" }
  | { readonly kind: "refused"; readonly reason: HelloFault };

/** Why first bytes are refused. */
export type HelloFault = "not_tls" | "tls_name_missing" | "tls_hello_too_long";

/** A hello that is longer names no host that anybody serves. */
export const helloMaxBytes = 16 * 1024;

const recordHandshake = 22;
const messageClientHello = 1;
const extensionServerName = 0;
const nameTypeHost = 0;
const refused = (reason: HelloFault): HelloVerdict => ({ kind: "refused", reason });

/**
 * Reads the server name of a TLS ClientHello (RFC 8446 4.1.2, RFC 6066 3), which may lie in several records. Pure; nothing is decrypted.
 *
 * @param bytes everything that came so far
 */
export function readClientHello(bytes: Buffer): HelloVerdict {
  const message = joinRecords(bytes);
  if (message === undefined) return refused("not_tls");
  if (message.length > 0 && message[0] !== messageClientHello) return refused("not_tls");
  const length = message.length < 4 ? undefined : message.readUIntBE(1, 3);
  if (length !== undefined && length > helloMaxBytes) return refused("tls_hello_too_long");
  if (length === undefined || message.length < 4 + length) {
    return bytes.length >= helloMaxBytes ? refused("tls_hello_too_long") : { kind: "more" };
  }
  const name = readServerName(new Reader(message.subarray(4, 4 + length)));
  return name === undefined ? refused("tls_name_missing") : { kind: "name", name };
}

/** The handshake bytes of all records so far; undefined when a record is none of a handshake. */
function joinRecords(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let offset = 0; offset < bytes.length;) {
    if (bytes[offset] !== recordHandshake || (bytes[offset + 1] ?? 3) !== 3) return undefined;
    if (offset + 5 > bytes.length) break;
    const length = bytes.readUInt16BE(offset + 3);
    if (length === 0 || length > helloMaxBytes) return undefined;
    parts.push(bytes.subarray(offset + 5, offset + 5 + length));
    offset += 5 + length;
  }
  return Buffer.concat(parts);
}

function readServerName(hello: Reader): string | undefined {
  try {
    hello.skip(2 + 32);
    hello.readVector(1); // session
    hello.readVector(2); // cipher suites
    hello.readVector(1); // compression
    const extensions = new Reader(hello.readVector(2));
    while (!extensions.isAtEnd) {
      const type = extensions.readNumber(2);
      const body = extensions.readVector(2);
      if (type === extensionServerName) return readHostOf(new Reader(new Reader(body).readVector(2)));
    }
  } catch (error) {
    // A length that leads past the end: whatever this is, it names nobody.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}

function readHostOf(list: Reader): string | undefined {
  const type = list.readNumber(1);
  const name = list.readVector(2);
  return type === nameTypeHost && list.isAtEnd ? name.toString("latin1").toLowerCase() : undefined;
}

/** Reads the vectors that TLS is written in. */
class Reader {
  readonly #bytes: Buffer;
  #offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** @throws RangeError past the end */
  readNumber(size: 1 | 2): number {
    const value = this.#bytes.readUIntBE(this.#offset, size);
    this.#offset += size;
    return value;
  }

  /** @throws RangeError past the end */
  readVector(lengthSize: 1 | 2): Buffer {
    const length = this.readNumber(lengthSize);
    const start = this.#offset;
    this.skip(length);
    return this.#bytes.subarray(start, this.#offset);
  }

  /** @throws RangeError past the end */
  skip(count: number): void {
    if (this.#offset + count > this.#bytes.length) throw new RangeError("the vector is cut off");
    this.#offset += count;
  }
}

import { connect as connectTls } from "node:tls";
import { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { helloMaxBytes, readClientHello } from "./client-hello.ts";

/** The first bytes that Node's own TLS sends. */
function recordHello(servername: string | undefined): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const wire = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      resolve(chunk);
      done();
    },
  });
  const tls = connectTls({ socket: wire, ...(servername !== undefined && { servername }) });
  tls.on("error", () => undefined);
  return promise;
}

/** The same handshake in records of so many bytes. */
function splitRecords(hello: Buffer, size: number): Buffer {
  const message = hello.subarray(5);
  const parts: Buffer[] = [];
  for (let offset = 0; offset < message.length; offset += size) {
    const part = message.subarray(offset, offset + size);
    parts.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 0xff]), part);
  }
  return Buffer.concat(parts);
}

test("the name of a real hello is read, and not before it is whole", async () => {
  const hello = await recordHello("Api.example.com");
  expect(readClientHello(hello)).toEqual({ kind: "name", name: "api.example.com" });
  for (let length = 0; length < hello.length; length++) {
    expect(readClientHello(hello.subarray(0, length)), `${length} bytes`).toEqual({ kind: "more" });
  }
});

test("a hello in many records is the same hello", async () => {
  const hello = splitRecords(await recordHello("api.example.com"), 7);
  expect(readClientHello(hello)).toEqual({ kind: "name", name: "api.example.com" });
});

test("a hello without a name is refused", async () => {
  expect(readClientHello(await recordHello(undefined))).toEqual({ kind: "refused", reason: "tls_name_missing" });
});

test.each(["GET / HTTP/1.1\r\n", "SSH-2.0-OpenSSH\r\n", "\u0016\u0002\u0001", "\u0017\u0003\u0003\u0000\u0001x"])(
  "%j is no TLS",
  (text) => {
    expect(readClientHello(Buffer.from(text, "latin1"))).toEqual({ kind: "refused", reason: "not_tls" });
  },
);

test("a server's hello is no client's", () => {
  expect(readClientHello(Buffer.from([22, 3, 3, 0, 4, 2, 0, 0, 0]))).toEqual({ kind: "refused", reason: "not_tls" });
});

test("a hello that never ends is refused", () => {
  const endless = Buffer.concat([Buffer.from([22, 3, 1, 0x40, 0, 1, 0, 0x40, 0]), Buffer.alloc(helloMaxBytes)]);
  expect(readClientHello(endless.subarray(0, helloMaxBytes))).toEqual({
    kind: "refused",
    reason: "tls_hello_too_long",
  });
  const boasting = Buffer.from([22, 3, 1, 0, 4, 1, 0xff, 0xff, 0xff]);
  expect(readClientHello(boasting)).toEqual({ kind: "refused", reason: "tls_hello_too_long" });
});

test("lengths that lead past the end name nobody", async () => {
  const hello = await recordHello("api.example.com");
  for (let index = 9; index < hello.length; index++) {
    const bent = Buffer.from(hello);
    bent[index] = 0xff;
    const verdict = readClientHello(bent);
    expect(["name", "refused"], `byte ${index}`).toContain(verdict.kind);
  }
});

import { rename, writeFile } from "node:fs/promises";
import { createServer as createPlainServer, type RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createTemporaryFolder, makeCertificate, type TestCertificate } from "@tochka-rosta/testing";
import { afterEach, beforeAll, expect, test } from "vitest";
import { createEgressClient, type EgressClientOptions } from "./client.ts";
import { EgressError } from "./egress-error.ts";
import type { DoorProblem } from "./problems.ts";
import { startTestDoor } from "./testing/test-door.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

let certificate: TestCertificate;
beforeAll(async () => {
  certificate = await makeCertificate(["api.example.com", "other.example.com"]);
});

interface Scene {
  readonly listener?: RequestListener;
  readonly decide?: (target: string) => DoorProblem | undefined;
  readonly options?: Partial<EgressClientOptions>;
  readonly isPlain?: boolean;
}

/** A host on loopback behind a door, and a client with a token in a file. */
async function setScene({ listener = (_, response) => response.end("hello"), decide, options, isPlain }: Scene = {}) {
  const server = isPlain
    ? createPlainServer(listener)
    : createServer({ cert: certificate.certificatePem, key: certificate.keyPem }, listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const door = await startTestDoor((server.address() as AddressInfo).port, decide);
  const folder = await createTemporaryFolder("egress-client");
  const tokenFile = join(folder.path, "token");
  await writeFile(tokenFile, "first\n");
  const authorities = [certificate.authorityPem];
  const client = createEgressClient({ url: door.url, tokenFile, authorities, ...options });
  cleanups.push(
    () => folder[Symbol.asyncDispose](),
    () => new Promise((resolve) => server.close(resolve)),
    () => door.stop(),
    () => client.close(),
  );
  return { client, door, tokenFile };
}

async function problemOf(promise: Promise<unknown>): Promise<EgressError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof EgressError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

test("a request goes through the door with the pod's token, and its tunnel is used again", async () => {
  const { client, door } = await setScene();
  const answers = [];
  for (let count = 0; count < 3; count++) answers.push(await client.request("https://api.example.com/rates"));
  expect(answers.map(({ status, body }) => [status, body.toString()])).toEqual(Array(3).fill([200, "hello"]));
  expect(door.asked).toEqual([{ target: "api.example.com:443", token: "Bearer first" }]);
});

test("a token that the kubelet has replaced is read for the next tunnel", async () => {
  const { client, door, tokenFile } = await setScene({
    listener: (_, response) => response.setHeader("connection", "close").end(),
  });
  await client.request("https://api.example.com/");
  await writeFile(`${tokenFile}.new`, "second");
  await rename(`${tokenFile}.new`, tokenFile);
  await client.request("https://api.example.com/");
  expect(door.asked.map(({ token }) => token)).toEqual(["Bearer first", "Bearer second"]);
});

test("method, headers and body arrive, with a length", async () => {
  const { client } = await setScene({
    listener: (request, response) => {
      request.setEncoding("utf8").on("data", (body: string) => {
        const { method, headers } = request;
        response.setHeader("content-type", "application/json");
        response.end(
          JSON.stringify({ method, body, key: headers["idempotence-key"], length: headers["content-length"] }),
        );
      });
    },
  });
  const { body } = await client.request("https://api.example.com/", {
    method: "post",
    headers: { "idempotence-key": "k" },
    body: "рубль",
  });
  expect(JSON.parse(body.toString())).toEqual({ method: "POST", body: "рубль", key: "k", length: "10" });
});

test("plain HTTP goes through a tunnel, too", async () => {
  const { client, door } = await setScene({ isPlain: true });
  const { body } = await client.request("http://sms.gateway:8080/send");
  expect(body.toString()).toBe("hello");
  expect(door.asked.map(({ target }) => target)).toEqual(["sms.gateway:8080"]);
});

test.each(["host_not_named", "token_refused", "address_refused", "limit_reached", "unreachable", "timed_out"] as const)(
  "the door's refusal %s is told by its name, and nothing was sent",
  async (problem) => {
    const { client } = await setScene({ decide: () => problem });
    const error = await problemOf(client.request("https://api.example.com/secret-path"));
    expect(error).toMatchObject({ problem, wasSent: false, retryAfterSeconds: 7, target: "api.example.com:443" });
    expect(error.message).not.toContain("secret-path");
  },
);

test("without a door every request is refused, and nothing is connected", async () => {
  const client = createEgressClient({ url: undefined, tokenFile: undefined });
  expect(client.isConfigured).toBe(false);
  expect(await problemOf(client.request("http://127.0.0.1:1/"))).toMatchObject({ problem: "not_configured" });
});

test("a door that is not there, and a token that is not there, have names of their own", async () => {
  const { client, door } = await setScene();
  await door.stop();
  expect(await problemOf(client.request("https://api.example.com/"))).toMatchObject({ problem: "door_unreachable" });
  for (const tokenFile of ["/nowhere/token", import.meta.filename]) {
    const { client: tokenless } = await setScene({ options: { tokenFile } });
    expect(await problemOf(tokenless.request("https://api.example.com/"))).toMatchObject({ problem: "token_refused" });
  }
});

test("a certificate that nobody trusts, or of another name, is refused", async () => {
  const { client } = await setScene({ options: { authorities: [] } });
  expect(await problemOf(client.request("https://api.example.com/"))).toMatchObject({ problem: "certificate_refused" });
  const { client: trusting } = await setScene();
  expect(await problemOf(trusting.request("https://foreign.example.com/"))).toMatchObject({
    problem: "certificate_refused",
  });
});

test("an answer larger than asked for is cut", async () => {
  const { client } = await setScene({ listener: (_, response) => response.end("x".repeat(100_000)) });
  const error = await problemOf(client.request("https://api.example.com/", { maxResponseBytes: 1_000 }));
  expect(error).toMatchObject({ problem: "too_large", wasSent: true });
});

test("a host that does not answer costs its time and no more; the caller's own signal is the caller's", async () => {
  const { client } = await setScene({ listener: () => undefined });
  const error = await problemOf(client.request("https://api.example.com/", { timeoutMilliseconds: 50 }));
  expect(error).toMatchObject({ problem: "timed_out" });
  const reason = new Error("the visitor has left");
  await expect(client.request("https://api.example.com/", { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test("a redirect is the answer unless it was asked for, and each hop is a tunnel of its own", async () => {
  const listener: RequestListener = (request, response) => {
    if (request.headers.host === "other.example.com") {
      response.end(request.headers.authorization ?? "no secret");
    } else response.writeHead(302, { location: "https://other.example.com/" }).end();
  };
  const { client, door } = await setScene({ listener });
  expect(await client.request("https://api.example.com/")).toMatchObject({ status: 302 });
  const headers = { authorization: "Bearer shop" };
  const followed = await client.request("https://api.example.com/", { headers, maxRedirects: 1 });
  expect([followed.url, followed.body.toString()]).toEqual(["https://other.example.com/", "no secret"]);
  expect(door.asked.map(({ target }) => target)).toEqual(["api.example.com:443", "other.example.com:443"]);
});

test("a redirect to the cloud's metadata ends at the door, one to plain HTTP here", async () => {
  const listener: RequestListener = (request, response) => {
    const location = request.url === "/metadata" ? "https://169.254.169.254/latest" : "http://api.example.com/";
    response.writeHead(302, { location }).end();
  };
  const decide = (target: string) => (target.startsWith("169.254.") ? "address_refused" : undefined);
  const { client } = await setScene({ listener, decide });
  const ask = (path: string) => problemOf(client.request(`https://api.example.com${path}`, { maxRedirects: 5 }));
  expect(await ask("/metadata")).toMatchObject({ problem: "address_refused" });
  expect(await ask("/plain")).toMatchObject({ problem: "redirect_refused" });
});

test("twenty requests at once take no more tunnels than are allowed, and more than may wait are refused", async () => {
  const { client, door } = await setScene({ options: { requestsPerHost: 2 } });
  const all = Array.from({ length: 20 }, () => client.request("https://api.example.com/"));
  expect((await Promise.all(all)).map(({ status }) => status)).toEqual(Array(20).fill(200));
  expect(door.asked.length).toBeLessThanOrEqual(2);
  const flood = Array.from({ length: 35 }, () => client.request("https://api.example.com/"));
  const outcomes = await Promise.allSettled(flood);
  const refused = outcomes.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(1);
  expect(refused[0]).toMatchObject({ reason: { problem: "limit_reached", wasSent: false } });
});

test("a kept tunnel that was cut meanwhile costs a read nothing; a write is told of", async () => {
  let answered = 0;
  const { client, door } = await setScene({
    listener: (request, response) => {
      answered += 1;
      if (request.method === "POST") request.socket.destroy();
      else response.end("hello");
    },
  });
  await client.request("https://api.example.com/");
  door.cut();
  expect((await client.request("https://api.example.com/")).status).toBe(200);
  const error = await problemOf(client.request("https://api.example.com/", { method: "POST", body: "{}" }));
  expect(error).toMatchObject({ problem: "connection_lost", wasSent: true });
  expect(answered).toBe(3);
});

test.each(["ftp://example.com/", "https://user:password@example.com/", "no address"])(
  "%s is not asked",
  async (url) => {
    const { client, door } = await setScene();
    expect(await problemOf(client.request(url))).toMatchObject({ problem: "bad_address" });
    expect(door.asked).toEqual([]);
  },
);

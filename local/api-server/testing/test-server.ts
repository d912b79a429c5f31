import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { startApiServer, type ApiServer } from "../src/api-server.ts";
import { TestClient } from "./test-client.ts";

/** A server of its own for a test file, with a client. Read the fields inside tests only. */
export interface TestServer {
  server: ApiServer;
  client: TestClient;
  directory: string;
}

/** Starts a server before the tests of the file and stops it after them. */
export function useServer(options: { historyLimit?: number } = {}): TestServer {
  const held: Partial<TestServer> = {};
  beforeAll(async () => {
    held.directory = await mkdtemp(join(tmpdir(), "tochka-rosta-api-server-"));
    held.server = await startApiServer({ dataDirectory: held.directory, ...options });
    held.client = new TestClient(held.server);
  });
  afterAll(async () => {
    held.client?.close();
    await held.server?.stop();
    if (held.directory !== undefined) await rm(held.directory, { recursive: true, force: true });
  });
  return held as TestServer;
}

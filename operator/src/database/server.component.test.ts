import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestServer, testServerSettings } from "../testing/database-server.ts";
import { startTestProxy, type TestProxy } from "../testing/proxy.ts";
import type { DatabaseServer } from "./server.ts";

const direct = openTestServer().server;
let proxy: TestProxy;
let server: DatabaseServer;
const uncaught: unknown[] = [];
const note = (error: unknown) => uncaught.push(error);

beforeAll(async () => {
  proxy = await startTestProxy(testServerSettings());
  server = openTestServer({ host: "127.0.0.1", port: proxy.port }).server;
});
afterAll(async () => {
  await server.close();
  await direct.close();
  await proxy.stop();
});
beforeEach(() => {
  uncaught.length = 0;
  process.on("uncaughtException", note);
});
afterEach(() => {
  process.off("uncaughtException", note);
});

describe("a connection that is lost while it is lent", () => {
  const expectAllIsWellAgain = async () => {
    proxy.restore();
    expect(await server.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(uncaught).toEqual([]);
  };

  it("fails the statement that runs, and nothing else", async () => {
    const statement = `SELECT pg_sleep(60) AS "${randomUUID()}"`;
    const running = server.withSession((session) => session.query(statement));
    const failed = expect(running).rejects.toThrow("Connection terminated unexpectedly");
    await waitFor("the statement to run", async () => {
      const found = await direct.query("SELECT FROM pg_stat_activity WHERE query = $1", [statement]);
      return found.length > 0 ? true : undefined;
    });
    proxy.cut();
    await failed;
    await direct.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = $1", [statement]);
    await expectAllIsWellAgain();
  });

  it("fails the next statement when none runs", async () => {
    const working = server.withSession(async (session) => {
      await session.query("SELECT 1");
      const another = connect(proxy.port, "127.0.0.1");
      await once(another, "connect");
      proxy.cut();
      await once(another.resume(), "close"); // It was cut after the session's.
      await session.query("SELECT 2");
    });
    await expect(working).rejects.toThrow(/connection/i);
    await expectAllIsWellAgain();
  });
});

import { connect } from "node:net";
import pg from "pg";
import { expect, inject, test } from "vitest";
import "./provided.ts";

const redisUrl = inject("redisUrl");

test("the component tests get a real PostgreSQL 18", async () => {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
  await client.end();
  expect(Number(rows[0]?.server_version_num)).toBeGreaterThanOrEqual(180_000);
});

test.skipIf(redisUrl === null)("the component tests get a Redis that answers", async () => {
  const { hostname, port } = new URL(redisUrl ?? "");
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write("PING\r\n"));
    socket.once("data", (data) => {
      socket.end();
      resolve(data.toString());
    });
    socket.once("error", reject);
  });
  expect(answer).toBe("+PONG\r\n");
});

import { expect, test } from "vitest";
import type { PostgresServer } from "@tochka-rosta/testing";
import { keepPostgres } from "./keep-postgres.ts";

/** A server that can be killed. */
function fakeServer(pid: number, port: number) {
  const ended = Promise.withResolvers<undefined>();
  const server: PostgresServer = {
    host: "127.0.0.1",
    port,
    user: "postgres",
    password: "secret",
    pid,
    url: (database) => `postgresql://${port}/${database}`,
    exited: ended.promise,
    stop: async () => ended.resolve(undefined),
  };
  return { server, kill: () => ended.resolve(undefined) };
}

function keep(outcomes: (Error | undefined)[]) {
  const notices: string[] = [];
  const pauses: number[] = [];
  const ports: (number | undefined)[] = [];
  const started: ReturnType<typeof fakeServer>[] = [];
  const start = async (port: number | undefined): Promise<PostgresServer> => {
    ports.push(port);
    const outcome = started.length === 0 ? undefined : outcomes.shift();
    if (outcome) throw outcome;
    const fake = fakeServer(started.length + 1, port ?? 5000);
    started.push(fake);
    return fake.server;
  };
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  const kept = keepPostgres(start, { notify: (line) => notices.push(line), pause, now: () => 0 });
  return { kept, started, notices, pauses, ports };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("one that is killed is started again at its port, and told of", async () => {
  const { kept, started, notices, ports } = keep([new Error("memory is still shared"), undefined]);
  const server = await kept;
  started[0]?.kill();
  await turn();
  expect(server.pid).toBe(2);
  expect(ports).toEqual([undefined, 5000, 5000]);
  expect(notices).toEqual([
    "PostgreSQL ended unasked: starting it again in 0.2 s (attempt 1 of 6).",
    "PostgreSQL ended unasked: starting it again in 1 s (attempt 2 of 6).",
    "PostgreSQL is back, with its data.",
  ]);
  await server.stop();
  expect(notices).toHaveLength(3);
});

test("one that never comes back is given up after six attempts, each after a longer pause", async () => {
  const { kept, started, notices, pauses } = keep(Array.from({ length: 9 }, () => new Error("pg_control is gone")));
  const server = await kept;
  started[0]?.kill();
  await server.exited;
  expect(pauses).toEqual([200, 1_000, 2_000, 4_000, 8_000, 16_000]);
  expect(notices.at(-1)).toBe("PostgreSQL does not come back: pg_control is gone.");
});

test("one that keeps ending soon after it came back is given up too", async () => {
  const { kept, started } = keep([]);
  const server = await kept;
  for (let count = 0; count < 7; count += 1) {
    started.at(-1)?.kill();
    await turn();
  }
  await server.exited;
  expect(started).toHaveLength(7);
});

test("one that was stopped stays so", async () => {
  const { kept, started, notices } = keep([]);
  await (await kept).stop();
  expect([started.length, notices.length]).toEqual([1, 0]);
});

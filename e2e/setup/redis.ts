import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findFreePort, installDebianPackage, isDockerAnswering } from "@tochka-rosta/testing";
import type { TestService } from "./provided.ts";

/**
 * A Redis: the one named by TEST_REDIS_URL, else a container where Docker answers, else the machine's `redis-server`
 * (as root on Debian it is installed). Undefined where none can be had.
 */
export async function startTestRedis(givenUrl: string | undefined): Promise<TestService | undefined> {
  if (givenUrl) return { url: givenUrl, origin: "of TEST_REDIS_URL", stop: () => Promise.resolve() };
  if (await isDockerAnswering()) return startContainer();
  if ((await hasRedisServer()) || ((await installDebianPackage("redis-server")) && (await hasRedisServer()))) {
    return startServer();
  }
  return undefined;
}

async function startContainer(): Promise<TestService> {
  const { RedisContainer } = await import("@testcontainers/redis");
  const container = await new RedisContainer("redis:8-alpine").start();
  const stop = async () => void (await container.stop());
  return { url: container.getConnectionUrl(), origin: "in a container", stop };
}

async function hasRedisServer(): Promise<boolean> {
  return promisify(execFile)("redis-server", ["--version"]).then(
    () => true,
    () => false,
  );
}

async function startServer(): Promise<TestService> {
  const directory = await mkdtemp(join(tmpdir(), "tochka-rosta-redis-"));
  const port = await findFreePort();
  const settings = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--appendonly",
    "no",
    "--dir",
    directory,
  ];
  const server = spawn("redis-server", settings, { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    server.stdout.on("data", (chunk: Buffer) => {
      if (chunk.includes("Ready to accept connections")) resolve();
    });
    void ended.then(() => reject(new Error("redis-server ended before it was ready")));
    void sleep(15_000, undefined, { ref: false }).then(() => reject(new Error("redis-server was not ready in 15 s")));
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    origin: "of this machine",
    async stop() {
      server.kill("SIGTERM");
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

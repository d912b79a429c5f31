import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDockerAnswering, removePostgresData, startPostgres } from "@tochka-rosta/testing";
import type { TestService } from "./provided.ts";

/** A PostgreSQL 18: the one named by TEST_POSTGRES_URL, else a container where Docker answers, else npm's binaries. */
export async function startTestPostgres(givenUrl: string | undefined): Promise<TestService> {
  if (givenUrl) return { url: givenUrl, origin: "of TEST_POSTGRES_URL", stop: () => Promise.resolve() };
  if (await isDockerAnswering()) return startContainer();
  return startEmbedded();
}

async function startContainer(): Promise<TestService> {
  const { PostgreSqlContainer } = await import("@testcontainers/postgresql");
  const container = await new PostgreSqlContainer("postgres:18-alpine").start();
  const stop = async () => void (await container.stop());
  return { url: container.getConnectionUri(), origin: "in a container", stop };
}

async function startEmbedded(): Promise<TestService> {
  const dataDirectory = await mkdtemp(join(tmpdir(), "tochka-rosta-tests-"));
  // Thrown away afterwards, so nothing need survive a power cut: hundreds of databases made and dropped would wait for the disk.
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
  const server = await startPostgres({ dataDirectory, settings });
  return {
    url: server.url("postgres"),
    origin: "from npm",
    async stop() {
      await server.stop();
      await removePostgresData(dataDirectory);
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

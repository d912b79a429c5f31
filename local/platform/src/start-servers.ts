import { writeFile } from "node:fs/promises";
import { createCache, type Client } from "@tochka-rosta/controller-runtime";
import { startApiServer, type ApiServer } from "@tochka-rosta/api-server";
import { endpointSlices, ingresses, services } from "@tochka-rosta/node";
import {
  clearPlace,
  DamagedDatabaseError,
  explainDiskError,
  type NoticeListener,
  type PostgresServer,
  StartError,
  startPostgres,
} from "@tochka-rosta/testing";
import { endpointIndex } from "./router/endpoints.ts";
import { startRouter, type Router } from "./router/router.ts";
import type { Folders } from "./folders.ts";
import { keepPostgres } from "./keep-postgres.ts";
import type { PlatformOptions } from "./platform-options.ts";
import { allOrFirstFailure, runStep } from "./steps.ts";

/** Starts PostgreSQL and the API server (on `port`) side by side; `started` stops them. */
export async function startServers(
  folders: Folders,
  options: PlatformOptions,
  port: number,
  started: AsyncDisposableStack,
): Promise<{ postgres: PostgresServer; apiServer: ApiServer }> {
  const postgres = runStep("PostgreSQL 18", options.onStep, async () => {
    const server = await keepPostgres((port) => startDatabase(folders, options, port), { notify: options.onNotice });
    started.defer(() => server.stop());
    return server;
  });
  const apiServer = runStep("Kubernetes API server", options.onStep, async () => {
    const { onNotice } = options;
    const server = await startApiServer({ dataDirectory: folders.apiServer, port, ...(onNotice && { onNotice }) });
    started.defer(() => server.stop());
    return server;
  });
  await allOrFirstFailure([postgres, apiServer]);
  return { postgres: await postgres, apiServer: await apiServer };
}

/** @throws StartError that says how to start over and keep a copy, when the database is damaged */
async function startDatabase({ data, postgres }: Folders, { onNotice }: PlatformOptions, port: number | undefined) {
  const options = { ...(port !== undefined && { port }), ...(onNotice && { onNotice }) };
  try {
    return await startPostgres({ dataDirectory: postgres, ...options });
  } catch (error) {
    if (!(error instanceof DamagedDatabaseError)) throw error;
    const { cluster, message } = error;
    const folders = cluster.startsWith(`${data}/`) ? [data] : [data, cluster];
    const moves = folders.map((folder) => `mv ${folder} ${folder}.damaged`).join(" && ");
    throw new StartError(`${message} Put it back from a copy, or start over and keep this one: ${moves}`, {
      cause: error,
    });
  }
}

/** Writes the kubeconfig for people, programs and tests; nobody else may read it. */
export async function writeKubeconfig(path: string, apiServer: ApiServer, onNotice?: NoticeListener): Promise<void> {
  await clearPlace(path, "file", onNotice);
  await writeFile(path, apiServer.kubeconfig, { mode: 0o600 }).catch((error: unknown) => {
    throw explainDiskError(error, path);
  });
}

/** Starts the router with the caches it reads; `started` stops it. */
export async function startGateway(
  client: Client,
  { ingressClass, port }: { ingressClass: string; port: number },
  started: AsyncDisposableStack,
): Promise<Router> {
  const caches = {
    ingresses: createCache(client, { resource: ingresses }),
    services: createCache(client, { resource: services }),
    endpointSlices: createCache(client, { resource: endpointSlices, indexes: endpointIndex }),
  };
  for (const cache of Object.values(caches)) {
    cache.start();
    started.defer(() => cache.stop());
  }
  // Who asks before that would be told that there is no such address.
  await Promise.all(Object.values(caches).map(({ synced }) => synced));
  const router = await startRouter({ ...caches, ingressClass, port });
  started.defer(() => router.stop());
  return router;
}

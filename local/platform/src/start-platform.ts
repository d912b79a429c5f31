import { join } from "node:path";
import { createClient, loadConfig, type Client } from "@tochka-rosta/controller-runtime";
import { badRequest, type LogSource } from "@tochka-rosta/api-server";
import { endLeftovers, readImageTable, startVirtualNode, type VirtualNode } from "@tochka-rosta/node";
import { clearPlace, type PostgresServer, StartError } from "@tochka-rosta/testing";
import { applyCatalogue } from "./catalogue.ts";
import { layOut, repositoryRoot, type Folders } from "./folders.ts";
import { lockFolder } from "./lock.ts";
import { systemNamespace } from "./names.ts";
import { listPrograms, type ChartFacts, type Program } from "./objects/describe-objects.ts";
import { loadChart, renderedChart } from "./objects/load-chart.ts";
import { OneTimeCodes, parseCodeLine } from "./one-time-codes.ts";
import type { Platform, PlatformOptions } from "./platform-options.ts";
import { choosePorts, type PlatformPorts } from "./ports.ts";
import { prepareCluster } from "./prepare-cluster.ts";
import { restartProgram } from "./restart-program.ts";
import { startGateway, startServers, writeKubeconfig } from "./start-servers.ts";
import { allOrFirstFailure, runStep, type StepListener } from "./steps.ts";
import { waitForWorkload, type Machinery } from "./wait-for-workload.ts";

const builtImageTable = join(repositoryRoot, "local/platform/generated/images.json");

/**
 * Starts the whole platform on this machine: PostgreSQL, the API server, the objects of the chart with the platform's
 * databases and secrets, then the virtual node and the router, which bring the chart's Deployments to life. What was started
 * before a failure is stopped again.
 * @throws StartError with one line that says what to do.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const folders = layOut(options.dataDirectory);
  const { objectsFile = renderedChart, imageTableFile = builtImageTable } = options;
  const chartOf = await loadChart(objectsFile, imageTableFile);
  await using started = new AsyncDisposableStack();
  started.defer(await lockFolder(folders.lock));
  // They may hold the ports that are to be kept.
  await endLeftovers(folders.pods);
  for (const folder of [folders.apiServer, folders.pods]) await clearPlace(folder, "folder", options.onNotice);
  const ports = await choosePorts(folders.ports, options.gatewayPort ?? 0, options.onNotice);
  const chart = chartOf(ports);
  const servers = await startServers(folders, options, ports.apiServer, started);
  const signal = abortWithPostgres(servers.postgres, options.signal);
  signal.throwIfAborted();
  await writeKubeconfig(folders.kubeconfig, servers.apiServer, options.onNotice);
  const client = createClient({ config: await loadConfig({ kubeconfigPath: folders.kubeconfig }) });
  started.defer(() => client.close());
  await prepareCluster(client, servers.postgres, chart.objects, options.onStep);
  signal.throwIfAborted();

  const codes = new OneTimeCodes();
  const { node, router } = await runStep("Node and router", options.onStep, async () => ({
    router: await startGateway(client, { ingressClass: chart.ingressClass, port: ports.gateway }, started),
    node: await startNode(client, servers.apiServer.kubeconfig, folders, options, codes, started),
  }));
  servers.apiServer.hooks.logs = serveLogs(node);
  await waitForPrograms(client, { node, router }, listPrograms(chart.objects), { ...options, signal });
  const platform = describePlatform(folders, ports, chart, servers, codes, node, started.move());
  return { ...platform, applyCatalogue: async () => void (await applyCatalogue(client, repositoryRoot)) };
}

async function startNode(
  client: Client,
  kubeconfig: string,
  folders: Folders,
  options: PlatformOptions,
  codes: OneTimeCodes,
  started: AsyncDisposableStack,
): Promise<VirtualNode> {
  const node = await startVirtualNode({
    client,
    findImage: readImageTable(options.imageTableFile ?? builtImageTable, repositoryRoot),
    podsDirectory: folders.pods,
    kubeconfig,
    ...(options.log && { log: options.log }),
    onLine({ metadata }, _container, line) {
      const namespace = metadata.namespace ?? "";
      // Only the core sends codes: a module that prints such a line is not believed.
      const code = namespace === systemNamespace ? parseCodeLine(line) : undefined;
      if (code) {
        codes.add(code);
        options.onCode?.(code);
      }
      options.onLine?.({ namespace, name: metadata.name }, line);
    },
  });
  started.defer(() => node.stop());
  return node;
}

function serveLogs(node: VirtualNode): LogSource {
  return ({ metadata: { namespace = "", name = "" } }, container, request, signal) => {
    const log = node.readLog({ ...request, namespace, pod: name, container, signal });
    if (log) return log;
    const what = request.previous ? "previous terminated container" : "container";
    throw badRequest(`${what} "${container}" in pod "${name}" not found`);
  };
}

async function waitForPrograms(
  client: Client,
  machinery: Machinery,
  programs: readonly Program[],
  { onStep, signal }: PlatformOptions & { signal: AbortSignal },
): Promise<void> {
  const failure = new AbortController();
  const given = AbortSignal.any([failure.signal, signal]);
  // After the first failure the others are no longer waited for, which is not a failure of theirs.
  const reportStep: StepListener = (...step) => failure.signal.aborted || onStep?.(...step);
  await allOrFirstFailure(
    programs.map((program) =>
      runStep(`Program ${program.name}`, reportStep, () => waitForWorkload(client, machinery, program, given)).catch(
        (error: unknown) => {
          failure.abort(error);
          throw error;
        },
      ),
    ),
  );
}

function describePlatform(
  folders: Folders,
  ports: PlatformPorts,
  { origin }: ChartFacts,
  servers: Pick<Platform, "postgres" | "apiServer">,
  codes: OneTimeCodes,
  node: VirtualNode,
  stack: AsyncDisposableStack,
): Omit<Platform, "applyCatalogue"> {
  let stopping: Promise<void> | undefined;
  const failed = watchForFailure(servers.postgres, node, () => stopping !== undefined);
  failed.catch(() => undefined); // Whoever cares awaits it; nobody has to.
  return {
    gatewayUrl: `http://127.0.0.1:${ports.gateway}`,
    dashboardUrl: `${origin}/`,
    kubeconfigPath: folders.kubeconfig,
    folders,
    ...servers,
    codes: (phone) => codes.next(phone),
    restart: (image) => restartProgram(node, image),
    stop: () => (stopping ??= stack.disposeAsync()),
    failed,
  };
}

/** Nothing can become ready without its database: the start is given up at once when that ends. */
function abortWithPostgres(postgres: PostgresServer, wanted: AbortSignal | undefined): AbortSignal {
  const ended = new AbortController();
  void postgres.exited.then(() => ended.abort(postgresEnded()));
  return AbortSignal.any([ended.signal, ...(wanted ? [wanted] : [])]);
}

function postgresEnded(): StartError {
  return new StartError("PostgreSQL ended unasked and does not come back: postgres.log in the data folder says why.");
}

function watchForFailure(postgres: PostgresServer, node: VirtualNode, isStopping: () => boolean): Promise<never> {
  return new Promise((_resolve, reject) => {
    void postgres.exited.then(() => {
      if (!isStopping()) reject(postgresEnded());
    });
    node.ended.then(
      () => isStopping() || reject(new Error("the virtual node ended unasked")),
      (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))),
    );
  });
}

import { beforeAll, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { openShop } from "../harness/owner.ts";
import { chartFolder } from "./harness/install-chart.ts";
import { listSelectors, listSeries } from "./harness/metric-names.ts";
import { release, systemNamespace } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";
import { componentLabels, listPods } from "./harness/pods.ts";
import { forwardPort } from "./harness/trial-database.ts";

const platform = clusterPlatform();

// Prometheus itself adds these to whatever it reads.
const addedByPrometheus = ["namespace", "pod", "service", "job", "instance", "container", "endpoint"];

interface MonitoringObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly groups?: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
    readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly endpoints?: readonly { readonly port: string; readonly path?: string }[];
  };
}

let objects: readonly MonitoringObject[];
let series: Map<string, ReadonlySet<string>>;

beforeAll(async () => {
  await openShop(platform); // Without one some metrics have nothing to tell.
  const values = ["--values", platform.addresses.valuesFile];
  const switches = [
    "monitoring.serviceMonitor.enabled=true",
    "monitoring.prometheusRule.enabled=true",
    "networkPolicy.monitoringNamespaces={monitoring}",
  ];
  const settings = switches.flatMap((setting) => ["--set", setting]);
  const text = await platform.helm("template", release, chartFolder, "-n", systemNamespace, ...values, ...settings);
  objects = parseAllDocuments(text)
    .map((document) => document.toJS() as MonitoringObject | null)
    .filter((object) => object !== null)
    .filter(({ kind }) => kind === "PrometheusRule" || kind === "ServiceMonitor");
  series = new Map();
  for (const { target, port, path } of await findEndpoints()) {
    const forward = await forwardPort(platform, target, port);
    const response = await fetch(`http://127.0.0.1:${forward.port}${path}`);
    expect(response.status, `${target}${path}`).toBe(200);
    for (const [name, labels] of listSeries(await response.text())) {
      series.set(name, new Set([...(series.get(name) ?? []), ...labels]));
    }
    forward.stop();
  }
});

test("each alert's expression uses metrics that are really emitted, with the labels that it asks for", () => {
  const rules = objects.flatMap(({ spec }) => (spec.groups ?? []).flatMap((group) => group.rules));
  expect(rules.length).toBeGreaterThan(10);
  const problems = rules.flatMap(({ alert, expr }) => {
    const selectors = listSelectors(expr);
    if (selectors.length === 0) return [`${alert} uses no metric`];
    return selectors.flatMap(({ metric, labels }) => {
      const known = series.get(metric);
      if (!known) return [`${alert}: nobody emits ${metric}`];
      const missing = labels.filter((label) => !addedByPrometheus.includes(label) && !known.has(label));
      return known.size > 0 ? missing.map((label) => `${alert}: ${metric} has no label ${label}`) : [];
    });
  });
  expect(problems).toEqual([]);
});

/** What the ServiceMonitors lead Prometheus to: a pod of each, and the port behind the Service's. */
async function findEndpoints(): Promise<readonly { target: string; port: number; path: string }[]> {
  const monitors = objects.filter(({ kind }) => kind === "ServiceMonitor");
  expect(monitors.length).toBeGreaterThan(1);
  const text = await platform.kubectl("get", "services", "-n", systemNamespace, "-o", "json");
  const services = (JSON.parse(text) as { items: Service[] }).items;
  const found = [];
  for (const { metadata, spec } of monitors) {
    const wanted = Object.entries(spec.selector?.matchLabels ?? {});
    const service = services.find(({ metadata: { labels } }) =>
      wanted.every(([key, value]) => labels?.[key] === value),
    );
    const endpoint = spec.endpoints?.[0];
    const port = service?.spec.ports.find(({ name }) => name === endpoint?.port);
    if (!service || !port) throw new Error(`The ServiceMonitor ${metadata.name} leads to no port of a Service`);
    for (const pod of await listPods(platform, systemNamespace, componentLabels(service.metadata.name))) {
      found.push({ target: `pod/${pod.metadata.name}`, port: portOf(pod, port), path: endpoint?.path ?? "/metrics" });
    }
  }
  return found;
}

interface Service {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly ports: readonly { readonly name: string; readonly targetPort: number | string }[] };
}

function portOf(pod: unknown, { targetPort }: Service["spec"]["ports"][number]): number {
  if (typeof targetPort === "number") return targetPort;
  const { spec } = pod as { spec: { containers: { ports?: { name: string; containerPort: number }[] }[] } };
  const port = spec.containers.flatMap(({ ports = [] }) => ports).find(({ name }) => name === targetPort);
  if (!port) throw new Error(`The pod has no port called ${targetPort}`);
  return port.containerPort;
}

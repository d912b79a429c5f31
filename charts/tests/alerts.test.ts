import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createMetrics as createRuntimeMetrics } from "@tochka-rosta/controller-runtime";
import { createMetrics as createCoreMetrics } from "../../core/src/metrics.ts";
import { createDoorMetrics } from "../../egress/src/decision/metrics.ts";
import { createOperatorMetrics, phaseOf } from "../../operator/src/metrics.ts";
import { find, helm, render } from "./render.ts";

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly runbook_url: string };
}

const metrics = listMetrics();

describe.skipIf(helm === null)("alerts", () => {
  test("ask for figures that core, operator or door really have, by labels that these really bear", async () => {
    const alerts = await readAlerts();
    expect(alerts.length).toBeGreaterThan(12);
    for (const { alert, expr } of alerts) {
      const requested = listSelectors(expr);
      expect(requested.length, `${alert} asks for nothing`).toBeGreaterThan(0);
      for (const { name, labels } of requested) {
        const known = metrics.get(name);
        expect(known, `${alert} asks for ${name}`).toBeDefined();
        // The namespace is added by whoever scrapes.
        for (const label of labels) expect([...(known ?? []), "namespace"], `${alert}: ${name}`).toContain(label);
      }
    }
  });

  test("ask for phases that an instance can be in", async () => {
    const phases = (await readAlerts()).flatMap(({ expr }) =>
      [...expr.matchAll(/phase="(\w+)"/g)].map(([, phase]) => phase),
    );
    expect(new Set(phases)).toEqual(new Set(["stalled", "progressing", "deleting"]));
    const instance = { apiVersion: "", kind: "", metadata: { name: "shop" }, spec: { module: "shop" } };
    const stalled = [{ type: "Stalled", status: "True", reason: "x", message: "", lastTransitionTime: "" }];
    const objects = [
      instance,
      { ...instance, metadata: { name: "shop", deletionTimestamp: "2026-11-25T00:00:00Z" } },
      { ...instance, status: { conditions: stalled } },
    ];
    const possible = objects.map((object) => phaseOf(object as unknown as Parameters<typeof phaseOf>[0]));
    expect(possible).toEqual(expect.arrayContaining([...new Set(phases)]));
  });

  test("are of one namespace, and each has a section that says what to do", async () => {
    const guide = readFileSync(join(import.meta.dirname, "../../docs/guides/alerts.md"), "utf8");
    const sections = [...guide.matchAll(/^## (\w+)$/gm)].map(([, title]) => title);
    const alerts = await readAlerts();
    expect(sections.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
    for (const { alert, expr, annotations } of alerts) {
      expect(expr, alert).toContain('namespace="rosta"');
      expect(annotations.runbook_url).toBe(`docs/guides/alerts.md#${alert.toLowerCase()}`);
      expect(annotations.summary.length).toBeGreaterThan(20);
    }
  });
});

describe.skipIf(helm === null)("monitoring", () => {
  test("asks at the Services' ports that are named so", async () => {
    const objects = await render("production");
    for (const name of ["core", "operator", "egress"]) {
      const monitor = find<Monitor>(objects, "ServiceMonitor", `tochka-rosta-${name}`);
      const service = find<Service>(objects, "Service", name);
      expect(monitor.spec.endpoints.map(({ port }) => port)).toEqual(["metrics"]);
      expect(service.spec.ports.map((port) => port.name)).toContain("metrics");
      expect(service.metadata.labels).toMatchObject(monitor.spec.selector.matchLabels);
    }
  });

  test("needs nothing of Prometheus' operator unless it is switched on", async () => {
    const kinds = (await render("trial")).map(({ apiVersion }) => apiVersion);
    expect(kinds.filter((apiVersion) => apiVersion.startsWith("monitoring."))).toEqual([]);
  });
});

interface Monitor {
  readonly spec: {
    readonly selector: { readonly matchLabels: Record<string, string> };
    readonly endpoints: readonly { readonly port: string }[];
  };
}

interface Service {
  readonly spec: { readonly ports: readonly { readonly name: string }[] };
}

interface Rule {
  readonly spec: { readonly groups: readonly { readonly rules: readonly Alert[] }[] };
}

async function readAlerts(): Promise<readonly Alert[]> {
  const rule = find<Rule>(await render("production"), "PrometheusRule", "tochka-rosta");
  return rule.spec.groups.flatMap(({ rules }) => rules);
}

/** Each series that an expression selects: every name that is followed by a brace. */
function listSelectors(expression: string): { name: string; labels: string[] }[] {
  return [...expression.matchAll(/([a-z_:][a-z0-9_:]*)\{([^}]*)\}/g)].map(([, name = "", inside = ""]) => ({
    name,
    labels: [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = ""]) => label),
  }));
}

/** Names and labels of all series that core and operator serve, as Prometheus sees them. */
function listMetrics(): ReadonlyMap<string, readonly string[]> {
  const runtime = createRuntimeMetrics();
  createOperatorMetrics(runtime.registry, {
    listInstances: () => [],
    listServerHealth: () => new Map(),
    countRollouts: () => ({ replacing: 0, waiting: 0 }),
    openEndpoints: 0,
  });
  createDoorMetrics(runtime.registry, { countTunnels: () => 0, countOpenBreakers: () => 0 });
  const all = [runtime.registry, createCoreMetrics().registry].flatMap((registry) => registry.getMetricsAsArray());
  const series = all.flatMap((metric) => {
    const { name, labelNames = [] } = metric as unknown as { name: string; labelNames?: string[] };
    const isHistogram = metric.constructor.name === "Histogram";
    const names = isHistogram ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name];
    return names.map((each) => [each, isHistogram ? [...labelNames, "le"] : labelNames] as const);
  });
  return new Map(series);
}

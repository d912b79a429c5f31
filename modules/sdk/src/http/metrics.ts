import { isIP } from "node:net";
import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";

export interface ModuleMetrics {
  readonly observe: (method: string, route: string, status: number, seconds: number) => void;
  /** Counts a request that was refused because of too many. */
  readonly countRefusal: (reason: string) => void;
  /** A number that is read when somebody asks for it. */
  readonly gauge: (name: string, help: string, read: () => number) => void;
  readonly render: () => Promise<string>;
}

/** Request times by route pattern (never by path, which would hold order secrets) and the process's memory. */
export function createMetrics(module: string, version: string): ModuleMetrics {
  const registry = new Registry();
  registry.setDefaultLabels({ module, version });
  const duration = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time to answer a request",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.025, 0.1, 0.5, 2.5],
    registers: [registry],
  });
  const refused = new Counter({
    name: "http_requests_refused_total",
    help: "Requests refused because there were too many, by reason",
    labelNames: ["reason"],
    registers: [registry],
  });
  new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory of the process",
    registers: [registry],
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  return {
    observe: (method, route, status, seconds) => duration.observe({ method, route, status: String(status) }, seconds),
    countRefusal: (reason) => refused.inc({ reason }),
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        collect() {
          this.set(read());
        },
      });
    },
    render: () => registry.metrics(),
  };
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Whether a request may read /metrics. Prometheus scrapes a pod by its IP address; a visitor always comes by the site's name,
 * through the Ingress, which adds forwarding headers. So: an IP as Host and no forwarding header, otherwise the page is not there.
 */
export function mayReadMetrics(headers: Headers): boolean {
  const isForwarded = ["forwarded", "x-forwarded-for", "x-forwarded-host"].some((name) => headers[name] !== undefined);
  const host = typeof headers["host"] === "string" ? headers["host"] : "";
  const name = host.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return !isForwarded && isIP(name) !== 0;
}

import { expect, inject, test } from "vitest";
import { createMetrics } from "../metrics.ts";
import { startTestCore } from "../testing/test-core.ts";
import { serveMetrics } from "./metrics-server.ts";

test("figures on a port of their own are all that is there", async () => {
  const server = await serveMetrics(createMetrics(), { host: "127.0.0.1", port: 0 });
  const url = `http://127.0.0.1:${server.port}`;
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  expect(await answer.text()).toContain("tochka_core_cluster_pending");
  expect((await fetch(`${url}/health`)).status).toBe(404);
  await server.stop();
  await expect(fetch(`${url}/metrics`)).rejects.toThrow();
});

test("with METRICS_PORT the port that everybody reaches serves no figures", async () => {
  const settings = { METRICS_PORT: "0" };
  const apart = await startTestCore({ postgresUrl: inject("postgresUrl"), settings });
  expect((await fetch(`${apart.core.url}/metrics`)).status).toBe(404);
  expect((await fetch(`${apart.core.url}/health`)).status).toBe(200);
  await apart.stop();
});

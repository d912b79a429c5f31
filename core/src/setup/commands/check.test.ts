import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { checkOnce } from "./check.ts";

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

/** A program that answers each path as it is told, 404 otherwise. */
async function serve(answers: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer((request, response) => {
    const body = answers[request.url ?? ""];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const core = {
  "/health": "{}",
  "/health/detailed":
    '{"checks":{"database":{"status":"ok"},"redis":{"status":"not configured"},"cluster":{"status":"ok"}}}',
  "/.well-known/jwks.json": "{}",
  "/api/modules": '[{"code":"shop"}]',
};
const dashboard = { "/healthz": "ok" };
const doorman = { "/.well-known/doorman/health": "ok" };

async function prompt(changes: { core?: object; dashboard?: object; doorman?: object }): Promise<readonly string[]> {
  const [coreUrl, dashboardUrl, doormanUrl] = await Promise.all([
    serve({ ...core, ...changes.core }),
    serve({ ...dashboard, ...changes.dashboard }),
    serve({ ...doorman, ...changes.doorman }),
  ]);
  return checkOnce({ core: coreUrl ?? "", dashboard: dashboardUrl ?? "", doorman: doormanUrl ?? "" });
}

test("a platform that is well has no problems", async () => {
  expect(await prompt({})).toEqual([]);
});

test("each thing that is wrong is said by itself", async () => {
  const failing =
    '{"checks":{"database":{"status":"ok"},"cluster":{"status":"failing","note":"The cluster does not answer."}}}';
  const problems = await prompt({
    core: { "/health/detailed": failing, "/api/modules": "[]" },
    dashboard: { "/healthz": undefined },
  });
  expect(problems).toHaveLength(3);
  expect(problems[0]).toContain("cluster: The cluster does not answer.");
  expect(problems[1]).toContain("there is no module in it");
  expect(problems[2]).toMatch(/dashboard serves: no, the answer is 404, not 200/);
});

test("a program that is not there is named with the reason", async () => {
  const url = "http://127.0.0.1:1";
  const problems = await checkOnce({ core: url, dashboard: url, doorman: url });
  expect(problems).toHaveLength(6);
  expect(problems[0]).toMatch(/core serves: no, no answer: .*(ECONNREFUSED|bad port)/);
});

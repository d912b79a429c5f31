import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../core/src/config/config.ts";
import { callTool } from "@tochka-rosta/testing";
import { chartFolder, helm, helm3, render, scenarios, tryRender } from "./render.ts";

const typos = [
  "core.replica=2",
  "dashbord.origin=https://x.test",
  "postgresql.external.admin.existingSecrets=x",
  "networkPolicy.apiServer.cidr=10.0.0.0/8",
  "networkPolicy.additional.cor.egress=null",
  "catalogue.modules.shop.enable=false",
  "monitoring.prometheusRule.enable=true",
];
const nonsense = [
  "trial=perhaps",
  "core.replicas=0",
  "core.logLevel=fatal",
  "core.image.digest=sha256:abc",
  "domain=https://sites.test",
  "routing.kind=Route",
  "routing.publicPort=99999",
  "tls.mode=letsencrypt",
  "postgresql.external.port=0",
  "hostTemplate=\\{tenant\\}.\\{domain\\}",
  "core.resources.limits.memory=abc",
  "operator.resources.requests.cpu=1 core",
  "podSecurityContext.runAsUser=0",
  "podSecurityContext.privileged=true",
  "core=null",
  "core.image=null",
  "routing.gateway=null",
];

describe.each([
  { major: 4, program: helm },
  { major: 3, program: helm3 },
])("the values schema in Helm $major", ({ program }) => {
  test.skipIf(program === null).each(typos)("refuses the misspelt %s", async (setting) => {
    const { exitCode, output } = await tryRender("trial", [setting], program);
    expect(output).toMatch(/additional propert/i);
    expect(exitCode).not.toBe(0);
  });

  test.skipIf(program === null).each(nonsense)("refuses %s", async (setting) => {
    const { exitCode, output } = await tryRender("trial", [setting], program);
    expect(output).toMatch(/don't meet the specifications of the schema/);
    expect(exitCode).not.toBe(0);
  });
});

const schema = JSON.parse(readFileSync(join(chartFolder, "values.schema.json"), "utf8")) as Schema;

test("the core reads every log level that the schema lets through, and not the one that it refuses", () => {
  const levels = schema.properties?.["core"]?.properties?.["logLevel"]?.enum ?? [];
  expect(levels).toContain("info");
  const others = { PUBLIC_ORIGIN: "https://app.rosta.test", SECRETS_DIR: "/s", DATABASE_URL: "postgresql://db/core" };
  for (const level of levels) {
    expect(readConfig({ ...others, NODE_ENV: "test", LOG_LEVEL: level }).logLevel).toBe(level);
  }
  expect(() => readConfig({ ...others, NODE_ENV: "test", LOG_LEVEL: "fatal" })).toThrow("LOG_LEVEL");
});

test("the schema allows nothing that it does not name, at any depth that is ours", () => {
  expect(schema.$schema).toContain("draft-07"); // Helm 3 ignores in silence what later drafts brought.
  // What other charts of an umbrella share lies in `global`.
  expect(listOpenObjects(schema, "")).toEqual([".global"]);
});

interface Schema {
  readonly $schema?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
}

/** Objects that name properties and let others through. */
function listOpenObjects(schema: Schema, path: string): string[] {
  const own = schema.properties && schema.additionalProperties !== false ? [path] : [];
  const parts = Object.entries({ ...schema.properties, ...schema.definitions });
  const rest = typeof schema.additionalProperties === "object" ? [["*", schema.additionalProperties] as const] : [];
  const items = schema.items ? [["[]", schema.items] as const] : [];
  return [...own, ...[...parts, ...rest, ...items].flatMap(([name, part]) => listOpenObjects(part, `${path}.${name}`))];
}

describe.skipIf(helm === null)("every set of values in ci", () => {
  test.each(scenarios)("%s passes helm lint --strict", async (scenario) => {
    const values = join(chartFolder, "ci", `${scenario}-values.yaml`);
    const { exitCode, output } = await callTool(helm ?? "", ["lint", "--strict", chartFolder, "--values", values]);
    expect(output).toContain("0 chart(s) failed");
    expect(exitCode).toBe(0);
  });

  test.skipIf(helm3 === null).each(scenarios)("%s renders to the same objects in both Helms", async (scenario) => {
    expect(await render(scenario, [], helm3)).toEqual(await render(scenario));
  });
});

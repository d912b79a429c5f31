import { describe, expect, test } from "vitest";
import { listPods, type Container, type PodSpec } from "./pods.ts";
import { helm, render, type Scenario } from "./render.ts";

const withAuthority = ["postgresql.external.caSecret.name=pg-ca", "postgresql.external.caSecret.key=root.pem"];
const file = "/etc/core/database-authority/ca.crt";

describe.skipIf(helm === null)("the way to PostgreSQL", () => {
  test("is told to whoever connects, the administrator's container included", async () => {
    const { core, administrator } = await readCore("production", withAuthority);
    for (const container of [core, administrator]) {
      expect(readEnv(container)).toMatchObject({ DATABASE_SSLMODE: "verify-full", DATABASE_CA_FILE: file });
    }
    expect(readEnv(administrator)["DATABASE_SERVER"]).toBe("pg.internal.example:5432");
    expect(readEnv(core)["DATABASE_SERVER"]).toBeUndefined();
  });

  test("an authority is mounted from its Secret under one name, in the hook too, which so needs no right to read it", async () => {
    const objects = await render("production", withAuthority);
    const secret = { secretName: "pg-ca", items: [{ key: "root.pem", path: "ca.crt" }] };
    const pods = listPods(objects).filter(({ spec }) => JSON.stringify(spec.volumes ?? []).includes('"pg-ca"'));
    expect(pods.map(({ name }) => name).sort()).toEqual(["Deployment core", "Job setup-secrets"]);
    for (const { spec } of pods) expect(spec.volumes).toContainEqual(expect.objectContaining({ secret }));
    const hook = pods.find(({ name }) => name === "Job setup-secrets")?.spec.containers[0] as Container & {
      args: string[];
    };
    expect(hook.args.at(-1)).toBe(
      "--module-server=postgresql://pg.internal.example:5432/postgres?sslmode=verify-full&sslrootcert=/etc/setup/authority/ca.crt",
    );
    const roles = objects.filter(({ kind }) => /^(Cluster)?Role$/.test(kind));
    expect(JSON.stringify(roles)).not.toContain("pg-ca");
  });

  test("without an authority of one's own there is none to mount", async () => {
    const objects = await render("production");
    expect(JSON.stringify(objects)).not.toMatch(/database-authority|DATABASE_CA_FILE|sslrootcert/);
  });

  test("an authority for a core's database that is ready-made reaches the core alone", async () => {
    const { core } = await readCore("gateway", withAuthority);
    expect(readEnv(core)).toMatchObject({ DATABASE_SSLMODE: "verify-full", DATABASE_CA_FILE: file });
    const pods = listPods(await render("gateway", withAuthority));
    expect(JSON.stringify(pods.filter(({ name }) => name !== "Deployment core"))).not.toContain("pg-ca");
  });

  test("the built-in servers of a trial are within the cluster and speak without TLS, as their URLs say", async () => {
    const { core, administrator } = await readCore("trial");
    for (const container of [core, administrator])
      expect(JSON.stringify(readEnv(container))).not.toContain("DATABASE_SSL");
  });
});

async function readCore(scenario: Scenario, settings: readonly string[] = []) {
  const spec = listPods(await render(scenario, settings)).find(({ name }) => name === "Deployment core")?.spec;
  const { containers = [], initContainers = [] } = spec ?? ({} as Partial<PodSpec>);
  const [core] = containers;
  const administrator = initContainers.find(({ name }) => name === "databases");
  if (!core) throw new Error("there is no core");
  return { core, administrator: administrator ?? core };
}

function readEnv({ env = [] }: Container): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(env.map(({ name, value }) => [name, value]));
}

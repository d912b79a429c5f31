import { tenantNamespace } from "@tochka-rosta/crds";
import pg from "pg";
import { waitFor } from "@tochka-rosta/testing";
import { afterEach, describe, expect, inject, it } from "vitest";
import { resources } from "./resources.ts";
import type { DatabaseServerSettings } from "./settings.ts";
import { applyInstance, startTestOperator, waitForInstance } from "./testing/operator.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";
import { liveShop, readyTenant } from "./testing/shop.ts";

const tls = inject("postgresTls");

describe.skipIf(tls === null)("databases on a server with a certificate", () => {
  if (tls === null) return;
  const encrypted = { host: "localhost", sslmode: "verify-full", ca: tls.authority } as const;
  let platform: TestPlatform;
  afterEach(() => platform.stop());
  const client = () => platform.cluster.client;
  const begin = async (server: Partial<DatabaseServerSettings>) => {
    platform = await startTestPlatform({ server });
  };

  it("the module is told how to connect and whom to believe, and what it is told works", async () => {
    await begin(encrypted);
    const { tenant } = await liveShop(client());
    const binding = await readBinding(tenant);
    expect(binding).toMatchObject({ host: "localhost", sslmode: "verify-full", "ca.crt": tls.authority });
    const module = new pg.Client({
      ...{ host: binding["host"], port: Number(binding["port"]), database: binding["database"] },
      ...{ user: binding["username"], password: binding["password"], ssl: { ca: binding["ca.crt"] } },
    });
    await module.connect();
    await module.end();
  });

  it("a module is told again when the server has no certificate any more", async () => {
    await begin(encrypted);
    const { tenant } = await liveShop(client());
    await platform.operator.stop();
    const later = await startTestOperator(platform.cluster, { server: { sslmode: "disable" } });
    try {
      await waitFor(
        "the binding to follow",
        async () => (await readBinding(tenant))["sslmode"] === "disable" || undefined,
      );
      expect((await readBinding(tenant))["ca.crt"]).toBe("");
    } finally {
      await later.stop();
    }
  });

  it("a certificate that is not believed is said in the instance's status", async () => {
    await begin({ ...encrypted, ca: tls.strangersAuthority });
    const tenant = await readyTenant(client());
    await applyInstance(client(), tenant, "shop", { module: "shop" });
    const instance = await waitForInstance(client(), tenant, "shop", ["DatabaseReady", "DatabaseUnavailable"]);
    const condition = instance.status?.conditions?.find(({ type }) => type === "DatabaseReady");
    expect(condition?.message).toContain("certificate");
  });

  async function readBinding(tenant: string): Promise<Record<string, string>> {
    const reference = { namespace: tenantNamespace(tenant), name: "shop-database" };
    const data = (await client().get(resources.secret, reference))?.data ?? {};
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
    );
  }
});

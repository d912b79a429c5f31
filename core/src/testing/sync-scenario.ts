import { waitFor } from "@tochka-rosta/testing";
import { expect } from "vitest";
import { moduleInstances, tenants } from "../cluster/resources.ts";
import type { Instance } from "../features/modules/schemas.ts";
import type { TestCluster } from "./test-cluster.ts";
import { registerOwner, type TestCore } from "./test-core.ts";
import type { TestClient } from "./test-client.ts";

/** What scenarios of the sync do again and again, on one cluster. */
export function createScenario(cluster: TestCluster) {
  const waitForTenant = (name: string) => waitFor(`Tenant ${name}`, () => cluster.client.get(tenants, { name }));
  return {
    waitForTenant,

    async registerReady(test: TestCore) {
      const owner = await registerOwner(test);
      await waitForTenant(owner.subdomain);
      await cluster.makeNamespaceReady(owner.subdomain);
      return owner;
    },

    waitForObject: (tenant: string, name = "shop") =>
      waitFor(`ModuleInstance ${name} of ${tenant}`, () =>
        cluster.client.get(moduleInstances, { namespace: `tenant-${tenant}`, name }),
      ),

    waitForState: (client: TestClient, id: string, state: string) =>
      waitFor(`instance ${id} to be ${state}`, async () => {
        const { body } = await client.get<Instance>(`/api/modules/instances/${id}`);
        return body.state === state ? body : undefined;
      }),

    async activateShop(client: TestClient): Promise<Instance> {
      await waitFor("the catalogue", async () => {
        const { body } = await client.get<{ code: string }[]>("/api/modules");
        return body.some(({ code }) => code === "shop") || undefined;
      });
      const answer = await client.post<Instance>("/api/modules/activate", { module: "shop" });
      expect(answer.status).toBe(202);
      return answer.body;
    },
  };
}

/** The data of server-sent events, one by one. */
export async function* readEvents(response: Response): AsyncGenerator<unknown> {
  let buffer = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    buffer += decoder.decode(chunk as Uint8Array, { stream: true });
    for (let end = buffer.indexOf("\n\n"); end >= 0; end = buffer.indexOf("\n\n")) {
      const data = /^data: (.*)$/m.exec(buffer.slice(0, end))?.[1];
      buffer = buffer.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

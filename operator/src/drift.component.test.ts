import { tenantNamespace } from "@tochka-rosta/crds";
import { waitFor } from "@tochka-rosta/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashAnnotation } from "./context.ts";
import { databaseNames } from "./database/identifiers.ts";
import { resources } from "./resources.ts";
import { openTestServer } from "./testing/database-server.ts";
import { liveShop, readDeployment } from "./testing/shop.ts";
import { startTestPlatform, type TestPlatform } from "./testing/platform.ts";

let platform: TestPlatform;
const { server } = openTestServer();
const client = () => platform.cluster.client;

beforeAll(async () => {
  platform = await startTestPlatform();
});
afterAll(async () => {
  await platform.stop();
  await server.close();
});

describe("drift", () => {
  it("is corrected, and a stranger's fields are left alone", async () => {
    const { tenant } = await liveShop(client());
    const reference = { namespace: tenantNamespace(tenant), name: "shop" };
    const stranger = { fieldManager: "test-stranger" };
    await client().patchMerge(
      resources.deployment,
      reference,
      { metadata: { annotations: { "example.com/note": "mine" } }, spec: { replicas: 4 } },
      stranger,
    );
    await waitFor("one replica again", async () =>
      (await readDeployment(client(), tenant))?.spec?.replicas === 1 ? true : undefined,
    );
    expect((await readDeployment(client(), tenant))?.metadata.annotations).toMatchObject({
      "example.com/note": "mine",
      [hashAnnotation]: expect.any(String),
    });
    const service = await client().get(resources.service, reference);
    await client().delete(resources.service, reference, { uid: service?.metadata.uid ?? "" });
    await waitFor("the Service again", async () => {
      const again = await client().get(resources.service, reference);
      return again !== undefined && again.metadata.uid !== service?.metadata.uid ? again : undefined;
    });
    const quota = { namespace: tenantNamespace(tenant), name: "tenant" };
    await client().patchMerge(resources.resourceQuota, quota, { spec: { hard: { pods: "9999" } } }, stranger);
    await waitFor("the quota again", async () => {
      const spec = (await client().get(resources.resourceQuota, quota))?.spec as { hard: { pods: string } };
      return spec.hard.pods === "9999" ? undefined : true;
    });
  });

  it("a lost account comes back as another, so that tokens of the lost one are nobody's", async () => {
    const { tenant } = await liveShop(client());
    const reference = { namespace: tenantNamespace(tenant), name: "module-shop" };
    const lost = await client().get(resources.serviceAccount, reference);
    expect(lost?.metadata.ownerReferences).toMatchObject([{ kind: "ModuleInstance", name: "shop", controller: true }]);
    await client().delete(resources.serviceAccount, reference, { uid: lost?.metadata.uid ?? "" });
    await waitFor("another account", async () => {
      const again = await client().get(resources.serviceAccount, reference);
      return again !== undefined && again.metadata.uid !== lost?.metadata.uid ? again : undefined;
    });
  });

  it("a lost Secret comes back, and the role follows its new password", async () => {
    const { tenant, instance } = await liveShop(client());
    const reference = { namespace: tenantNamespace(tenant), name: "shop-database" };
    const lost = await client().get(resources.secret, reference);
    await client().delete(resources.secret, reference, { uid: lost?.metadata.uid ?? "" });
    await platform.restartOperator();
    const found = await waitFor("the Secret again", () => client().get(resources.secret, reference));
    const read = (key: string) => Buffer.from(found.data?.[key] ?? "", "base64").toString();
    const { database, user } = databaseNames(instance.metadata.uid ?? "");
    expect(read("username")).toBe(user);
    expect(found.data?.["password"]).not.toBe(lost?.data?.["password"]);
    await waitFor("the new password to work", async () =>
      (await server.tryLogin({ user, password: read("password"), database })) === "accepted" ? true : undefined,
    );
  });
});

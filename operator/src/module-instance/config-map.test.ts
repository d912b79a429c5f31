import { apiVersion, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { expect, it } from "vitest";
import { testSettings } from "../testing/settings.ts";
import { buildConfigMap } from "./config-map.ts";

const tenant: Tenant = { apiVersion, kind: "Tenant", metadata: { name: "alpha", uid: "t" }, spec: {} };
const instance: ModuleInstance = {
  apiVersion,
  kind: "ModuleInstance",
  metadata: { name: "shop", namespace: "tenant-alpha", uid: "i" },
  spec: { module: "shop" },
};

it.each([
  ["of a controller that is no pod modules are told the addresses", ["35.191.0.0/16", "fd00::/64"]],
  ["of any other they are told none", []],
])("%s", (_, ingressCidrs) => {
  const site = { host: "shop--alpha.sites.test", status: "active" } as const;
  const { data } = buildConfigMap(instance, tenant, testSettings({ ingressCidrs }), site);
  const file = JSON.parse((data as { "instance.json": string })["instance.json"]) as { trustedProxies?: string[] };
  expect(file.trustedProxies).toEqual(ingressCidrs.length > 0 ? ingressCidrs : undefined);
});

it("says in bytes what the tenant's plan lets it keep, by default as the schema does", () => {
  const site = { host: "shop--alpha.sites.test", status: "active" } as const;
  const read = (limits: NonNullable<Tenant["spec"]["limits"]> | undefined) => {
    const limited = { ...tenant, spec: limits === undefined ? {} : { limits } };
    const { data } = buildConfigMap(instance, limited, testSettings({}), site);
    return (JSON.parse((data as { "instance.json": string })["instance.json"]) as { storageBytes: number })
      .storageBytes;
  };
  expect([read(undefined), read({ storage: "20Gi" })]).toEqual([5 * 2 ** 30, 20 * 2 ** 30]);
});

it("tells modules of a trial that search engines are to stay away, and others nothing", () => {
  const site = { host: "shop--alpha.sites.test", status: "active" } as const;
  const read = (isTrial: boolean) => {
    const { data } = buildConfigMap(instance, tenant, testSettings({ isTrial }), site);
    return JSON.parse((data as { "instance.json": string })["instance.json"]) as object;
  };
  expect(read(true)).toMatchObject({ isIndexed: false });
  expect(read(false)).not.toHaveProperty("isIndexed");
});

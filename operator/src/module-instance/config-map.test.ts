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

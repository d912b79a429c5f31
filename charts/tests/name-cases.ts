import type { AdmissionCase } from "./admission-case.ts";

const administrator = "kubernetes-admin";

const tenant = (name: string, allowed: boolean): AdmissionCase => ({
  ...{ name: `a Tenant called ${name}`, policy: "tenant-names", operation: "CREATE", user: administrator, allowed },
  objectName: name,
  object: { metadata: { name }, spec: {} },
});

const instance = (hostPrefix: string | undefined, allowed: boolean): AdmissionCase => ({
  ...{ name: `a site under ${hostPrefix ?? "its module's name"}`, policy: "host-prefixes", operation: "CREATE" },
  ...{ user: administrator, allowed, objectName: "one", namespace: "tenant-alpha" },
  object: { metadata: { name: "one" }, spec: { module: "shop", ...(hostPrefix !== undefined && { hostPrefix }) } },
});

/** The policy says what `isProtectedName` of crds says; its test has more of each kind. */
export const nameCases: readonly AdmissionCase[] = [
  ...["sberbank", "s-berbank", "sber8ank", "gosus1ugi-vhod", "lk-nalog", "vtb-24", "vk", "rnegafon"].map((name) =>
    tenant(name, false),
  ),
  ...["nalogoved", "mir-sveta", "keramika", "teatr-vk"].map((name) => tenant(name, true)),
  instance(undefined, true),
  instance("", true),
  instance("vazy", true),
  instance("admin", false),
  instance("www", false),
];

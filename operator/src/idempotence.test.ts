import { apiVersion, labels, type HostClaim, type SuspensionReason, type Tenant } from "@tochka-rosta/crds";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PendingWrite } from "./pending-write.ts";
import { resources, routeResources, type Deployment, type Namespace, type Secret } from "./resources.ts";
import type { Routing } from "./routing.ts";
import { drawPicture, putInstance, putModule, shop, type Picture } from "./testing/picture.ts";
import { testSettings } from "./testing/settings.ts";

const routings: Record<string, Routing> = {
  Ingress: { kind: "Ingress", ingressClass: "tochka-rosta", tls: { mode: "wildcardSecret" } },
  perTenant: {
    kind: "Ingress",
    ingressClass: "tochka-rosta",
    tls: { mode: "perTenantWildcard", clusterIssuer: "letsencrypt" },
  },
  HTTPRoute: { kind: "HTTPRoute", gateway: { namespace: "gateways", name: "sites" } },
};
const host = "shop--alpha.sites.test";
const another = "99999999-0000-4000-8000-000000000000";

/** What owners, people with kubectl, other controllers and machines do to a site. */
const happenings: Readonly<Record<string, (picture: Picture) => void>> = {
  "the owner switches it off": (picture) => putInstance(picture, { active: false }),
  "the owner switches it on": (picture) => putInstance(picture, { active: true }),
  "the owner pins a version": (picture) => putInstance(picture, { version: "0.0.9" }),
  "the tenant is suspended": (picture) => suspend(picture, "payment"),
  "the tenant is suspended for another reason": (picture) => suspend(picture, "abuse"),
  "the suspension ends": (picture) => suspend(picture, undefined),
  "the tariff allows no site": (picture) => changeTenant(picture, { limits: { subdomains: 0 } }),
  "the tariff allows more": (picture) => changeTenant(picture, { limits: { subdomains: 3, cpu: "4" } }),
  "the module leaves the catalogue": (picture) => picture.remove(resources.module, { name: "shop" }),
  "the module comes in a new version": (picture) => putModule(picture, "0.2.0"),
  "the Deployment is deleted": (picture) => picture.remove(resources.deployment, shop),
  "the Deployment is scaled": (picture) => {
    const deployment = picture.get<Deployment>(resources.deployment, shop);
    if (deployment !== undefined)
      picture.put(resources.deployment, { ...deployment, spec: { ...deployment.spec, replicas: 5 } });
  },
  "the Service is deleted": (picture) => picture.remove(resources.service, shop),
  "the ConfigMap is deleted": (picture) => picture.remove(resources.configMap, { ...shop, name: "shop-instance" }),
  "the route is deleted": (picture) => picture.remove(routeResources[picture.settings.routing.kind], shop),
  "the quota is deleted": (picture) => picture.remove(resources.resourceQuota, { ...shop, name: "tenant" }),
  "the Secret is deleted": (picture) => picture.remove(resources.secret, secretReference),
  "the Secret loses its password": (picture) => changeSecret(picture, { data: { host: "x" } }),
  "the Secret is an earlier instance's": (picture) => {
    const owner = { apiVersion, kind: "ModuleInstance", name: "shop", uid: another, controller: true };
    changeSecret(picture, { metadata: { ...secretReference, ownerReferences: [owner] } });
  },
  "the claim is deleted": (picture) => picture.remove(resources.hostClaim, { name: host }),
  "the claim is of an instance that is no more": (picture) => picture.put(resources.hostClaim, claimOf("gone")),
  "another instance has the host": (picture) => {
    const metadata = { name: "other", namespace: "tenant-beta", uid: another };
    picture.put(resources.moduleInstance, { apiVersion, kind: "ModuleInstance", metadata, spec: { module: "shop" } });
    picture.put(resources.hostClaim, claimOf("other"));
  },
  "the namespace is another's": (picture) => {
    const found = picture.get<Namespace>(resources.namespace, { name: shop.namespace });
    if (found === undefined) return;
    const metadata = { ...found.metadata, labels: { ...found.metadata.labels, [labels.tenantUid]: another } };
    picture.put(resources.namespace, { ...found, metadata });
  },
  "the node goes down": (picture) => void (picture.isNodeUp = false),
  "the node comes up": (picture) => void (picture.isNodeUp = true),
  "the address falls silent": (picture) => void (picture.isAnswering = false),
  "the address answers": (picture) => void (picture.isAnswering = true),
  "a route of the other kind is left over": (picture) => {
    const stale = routeResources[picture.settings.routing.kind === "Ingress" ? "HTTPRoute" : "Ingress"];
    picture.put(stale, { apiVersion: "x/v1", kind: stale.kind, metadata: { ...shop } });
  },
  "the operator starts again and remembers nothing": (picture) => void (picture.memory = {}),
};

const secretReference = { ...shop, name: "shop-database" };

function suspend(picture: Picture, reason: SuspensionReason | undefined): void {
  changeTenant(picture, { suspension: reason === undefined ? undefined : { reason } });
}

function changeTenant(
  picture: Picture,
  change: { [Field in keyof Tenant["spec"]]: Tenant["spec"][Field] | undefined },
): void {
  const tenant = picture.get<Tenant>(resources.tenant, { name: "alpha" });
  if (tenant === undefined) return;
  const spec = Object.fromEntries(
    Object.entries({ ...tenant.spec, ...change }).filter(([, value]) => value !== undefined),
  );
  picture.put(resources.tenant, { ...tenant, spec });
}

function changeSecret(picture: Picture, change: Partial<Secret>): void {
  const secret = picture.get<Secret>(resources.secret, secretReference);
  if (secret !== undefined) picture.put(resources.secret, { ...secret, ...change });
}

function claimOf(name: string): HostClaim {
  const instance = { namespace: "tenant-beta", name, uid: another };
  return { apiVersion, kind: "HostClaim", metadata: { name: host }, spec: { tenant: "beta", instance } };
}

/** Two failed probes are tolerated before Reachable=False: only the third empty plan in a row is rest. */
const emptyPlansAtRest = 3;

/** Plans and applies until nothing is left, with the node acting in between. @throws Error when it does not come to rest */
async function settle(picture: Picture): Promise<void> {
  let emptyPlans = 0;
  for (let passes = 0; passes < 12 && emptyPlans < emptyPlansAtRest; passes += 1) {
    picture.apply(await picture.planTenant());
    picture.apply(await picture.planInstance());
    picture.runNode();
    emptyPlans = (await picture.plan()).length === 0 ? emptyPlans + 1 : 0;
  }
  if (emptyPlans < emptyPlansAtRest) {
    throw new Error(`does not come to rest: ${describeWrites(await picture.plan())}`);
  }
}

function describeWrites(writes: readonly PendingWrite[]): string {
  return writes
    .map(
      ({ verb, resource, object, subresource }) =>
        `${verb} ${resource.kind} ${object.metadata.name} ${subresource ?? ""}`,
    )
    .join("; ");
}

async function live(routing: Routing = testSettings().routing): Promise<Picture> {
  const picture = drawPicture(testSettings({ routing }));
  await settle(picture);
  return picture;
}

describe("a plan that was applied leaves nothing to write", () => {
  it("of a new tenant and its first site", async () => {
    const picture = drawPicture(testSettings());
    expect(describeWrites(await picture.plan()).split("; ").length).toBeGreaterThan(5);
    await settle(picture);
    expect(await picture.plan()).toEqual([]);
  });

  it.each(Object.keys(happenings))("when %s", async (name) => {
    for (const routing of Object.values(routings)) {
      const picture = await live(routing);
      happenings[name]?.(picture);
      await settle(picture);
      picture.memory = {};
      expect(describeWrites(await picture.plan())).toBe("");
    }
  });

  it("whatever happened to a site before, in whatever order", async () => {
    const steps = fc.array(fc.constantFrom(...Object.keys(happenings)), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(routings)),
        steps,
        fc.boolean(),
        async (routing, names, isLive) => {
          const picture = isLive ? await live(routing) : drawPicture(testSettings({ routing }));
          for (const name of names) {
            happenings[name]?.(picture);
            if (name.length % 2 === 0) picture.apply(await picture.planInstance());
          }
          await settle(picture);
          expect(describeWrites(await picture.plan())).toBe("");
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a change costs the writes that correct it, and no other", () => {
  const written = async (name: string): Promise<string[]> => {
    const picture = await live();
    happenings[name]?.(picture);
    return (await picture.plan()).map(({ verb, resource, subresource }) =>
      [verb, resource.kind, subresource].filter(Boolean).join(" "),
    );
  };

  it.each<[string, string[]]>([
    ["the operator starts again and remembers nothing", []],
    // Until an answer has come through the new one, the address counts as not answering.
    ["the Service is deleted", ["apply Service", "apply ModuleInstance status"]],
    ["the quota is deleted", ["apply ResourceQuota"]],
    ["the claim is deleted", ["create HostClaim", "apply HostClaim status"]],
    ["a route of the other kind is left over", ["delete HTTPRoute"]],
    ["the Secret is an earlier instance's", ["delete Secret"]],
    ["the claim is of an instance that is no more", ["delete HostClaim"]],
  ])("%s", async (name, expected) => {
    const picture = await live();
    expect(await picture.plan()).toEqual([]);
    expect(await written(name)).toEqual(expected);
  });
});

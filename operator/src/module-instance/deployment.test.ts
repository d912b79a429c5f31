import { apiVersion, type Module, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { describe, expect, it } from "vitest";
import type { Settings } from "../settings.ts";
import { testSettings } from "../testing/settings.ts";
import { buildDeployment } from "./deployment.ts";
import type { PodNames } from "./pod-names.ts";

const tenant: Tenant = { apiVersion, kind: "Tenant", metadata: { name: "alpha", uid: "tenant-uid" }, spec: {} };

interface Container {
  readonly startupProbe: { readonly periodSeconds: number; readonly failureThreshold: number };
  readonly livenessProbe: object;
}

interface Change {
  readonly module?: Partial<Module["spec"]>;
  readonly instance?: Partial<ModuleInstance["spec"]>;
  readonly settings?: Partial<Settings>;
  readonly names?: PodNames;
}

function build(change: Change = {}) {
  const module: Module = {
    apiVersion,
    kind: "Module",
    metadata: { name: "shop" },
    spec: {
      titles: { ru: "Магазин", en: "Shop" },
      image: "tochka-rosta/shop",
      version: "0.1.0",
      ...change.module,
    },
  };
  const instance: ModuleInstance = {
    apiVersion,
    kind: "ModuleInstance",
    metadata: { name: "shop", namespace: "tenant-alpha", uid: "shop-uid" },
    spec: { module: "shop", ...change.instance },
  };
  const workload = {
    module,
    image: "tochka-rosta/shop:0.1.0",
    replicas: 1,
    names: change.names ?? {},
    settings: testSettings(change.settings),
  } as const;
  return buildDeployment(instance, tenant, workload);
}

function readContainer(deployment: ReturnType<typeof build>): Container {
  const [container] = deployment.spec?.template.spec?.containers ?? [];
  if (container === undefined) throw new Error("the Deployment has no container");
  return container as Container;
}

describe("a module's Deployment", () => {
  it("lets a new version answer before the old one ends, and the old one go on until nobody asks it any more", () => {
    expect(build()).toMatchObject({
      spec: {
        strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: {
          spec: {
            terminationGracePeriodSeconds: 20,
            containers: [{ lifecycle: { preStop: { sleep: { seconds: 5 } } } }],
          },
        },
      },
    });
  });

  it("meets the restricted profile and carries no token", () => {
    expect(build()).toMatchObject({
      spec: {
        template: {
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
              {
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
              },
            ],
          },
        },
      },
    });
  });

  it("runs as the instance's own account, and says nothing of a door where there is none", () => {
    expect(build()).toMatchObject({ spec: { template: { spec: { serviceAccountName: "module-shop" } } } });
    expect(JSON.stringify(build())).not.toMatch(/egress/i);
  });

  it("is known to the door by a token for it alone, which lives ten minutes", () => {
    const { spec } = build({ settings: { egressUrl: "http://egress.rosta.svc:8080" } }).spec?.template ?? {};
    expect(spec?.automountServiceAccountToken).toBe(false);
    expect(spec?.volumes?.filter(({ projected }) => projected !== undefined)).toEqual([
      {
        name: "egress-token",
        projected: {
          defaultMode: 0o440,
          sources: [{ serviceAccountToken: { audience: "egress", expirationSeconds: 600, path: "token" } }],
        },
      },
    ]);
    const directory = "/var/run/secrets/egress.tochkarosta.online";
    const [container] = spec?.containers ?? [];
    expect(container?.volumeMounts).toContainEqual({ name: "egress-token", mountPath: directory, readOnly: true });
    expect(container?.env).toEqual(
      expect.arrayContaining([
        { name: "EGRESS_URL", value: "http://egress.rosta.svc:8080" },
        { name: "EGRESS_TOKEN_FILE", value: `${directory}/token` },
      ]),
    );
  });

  it("has the instance's keys beside its database where the platform has some, and waits for nothing where not", () => {
    const readVolumes = (settings: Partial<Settings>) =>
      build({ settings }).spec?.template.spec?.volumes?.filter(({ secret }) => secret !== undefined);
    const database = { name: "database", secret: { secretName: "shop-database", defaultMode: 0o440 } };
    const keys = { name: "keys", secret: { secretName: "shop-keys", defaultMode: 0o440 } };
    expect(readVolumes({})).toEqual([database]);
    expect(readVolumes({ platformKeysFile: "/etc/keys.json" })).toEqual([database, keys]);
  });

  const path = { httpGet: { path: "/health/live", port: "http" } };
  const port = { tcpSocket: { port: "http" } };
  it.each<[string, Parameters<typeof build>[0], object]>([
    ["at the catalogue's path", { module: { livenessPath: "/health/live" } }, path],
    [
      "at the catalogue's path, its version being pinned",
      { module: { livenessPath: "/health/live" }, instance: { version: "0.1.0" } },
      path,
    ],
    [
      "by its port, when another version is pinned, which may not know the path",
      { module: { livenessPath: "/health/live" }, instance: { version: "0.0.9" } },
      port,
    ],
    ["by its port, when the catalogue names no path", {}, port],
  ])("asks whether the module lives without its database: %s", (_, change, requested) => {
    const { livenessProbe, ...others } = readContainer(build(change));
    const { httpGet, tcpSocket } = livenessProbe as { httpGet?: object; tcpSocket?: object };
    expect({ ...(httpGet && { httpGet }), ...(tcpSocket && { tcpSocket }) }).toEqual(requested);
    expect(others).toMatchObject({ readinessProbe: { httpGet: { path: "/health" } } });
  });

  it("lets a module wait for its database while starting, so long that a restart comes without back-off", () => {
    const { periodSeconds, failureThreshold } = readContainer(build()).startupProbe;
    // The kubelet forgets an earlier end after ten minutes.
    expect(periodSeconds * failureThreshold).toBeGreaterThan(600);
  });
});

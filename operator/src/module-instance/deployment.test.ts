import { apiVersion, type Module, type ModuleInstance, type Tenant } from "@tochka-rosta/crds";
import { describe, expect, it } from "vitest";
import { buildDeployment } from "./deployment.ts";

const tenant: Tenant = { apiVersion, kind: "Tenant", metadata: { name: "alpha", uid: "tenant-uid" }, spec: {} };

interface Container {
  readonly startupProbe: { readonly periodSeconds: number; readonly failureThreshold: number };
  readonly livenessProbe: object;
}

function build(change: { module?: Partial<Module["spec"]>; instance?: Partial<ModuleInstance["spec"]> } = {}) {
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
  const pods = { nodeSelector: {}, tolerations: [], hasFixedUser: true, registryFile: undefined };
  return buildDeployment(instance, tenant, { module, image: "tochka-rosta/shop:0.1.0", replicas: 1, pods });
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

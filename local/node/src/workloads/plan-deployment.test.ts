import { describe, expect, it } from "vitest";
import type { Deployment, ReplicaSet } from "../cluster/resources.ts";
import { portAnnotation } from "../kubelet/local-ports.ts";
import { planDeployment } from "./plan-deployment.ts";

const now = new Date("2026-01-01T00:00:00Z");

function deployment(spec: Partial<Deployment["spec"]> = {}, image = "i:1"): Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "n", uid: "d", generation: 1 },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "web", image }] } },
      ...spec,
    },
  };
}

/** Carries a plan out as the API server and a node would, all pods healthy or none. */
function carryOut(of: Deployment, sets: ReplicaSet[], isHealthy: boolean): ReplicaSet[] {
  const plan = planDeployment(of, sets, now);
  const all = [...sets.filter((set) => !plan.remove.includes(set)), ...(plan.create ? [plan.create] : [])];
  return all.map((set) => {
    const replicas = plan.scale.find(({ replicaSet }) => replicaSet === set)?.replicas ?? set.spec.replicas ?? 0;
    const wasAvailable = Math.min(set.status?.availableReplicas ?? 0, replicas);
    const available = isHealthy ? replicas : wasAvailable;
    return {
      ...set,
      spec: { ...set.spec, replicas },
      status: { replicas, readyReplicas: available, availableReplicas: available },
    };
  });
}

const sizes = (sets: readonly ReplicaSet[]) => sets.map(({ spec }) => spec.replicas);

describe("a deployment", () => {
  it("makes one replica set for its template, and planning twice changes nothing", () => {
    const sets = carryOut(deployment(), [], true);
    expect(sizes(sets)).toEqual([1]);
    const again = planDeployment(deployment(), sets, now);
    expect([again.create, again.scale, again.remove]).toEqual([undefined, [], []]);
    expect(again.status).toMatchObject({ availableReplicas: 1, updatedReplicas: 1, observedGeneration: 1 });
  });

  it("knows its template again when the server answers with keys in another order", () => {
    const sets = carryOut(deployment(), [], true);
    const reordered = deployment();
    reordered.spec.template = {
      spec: { containers: [{ image: "i:1", name: "web" }] },
      metadata: { labels: { app: "web" } },
    };
    expect(planDeployment(reordered, sets, now).create).toBeUndefined();
  });

  it("whose port is pinned gives the port up before its next pod wants it, whatever its strategy", () => {
    const pinned = (image: string) => {
      const desired = deployment({ strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } }, image);
      desired.spec.template.metadata = {
        ...desired.spec.template.metadata,
        annotations: { [portAnnotation]: "18000" },
      };
      return desired;
    };
    const running = carryOut(pinned("i:1"), [], true);
    const ending = carryOut(pinned("i:2"), running, true);
    expect(sizes(ending)).toEqual([0]);
    expect(sizes(carryOut(pinned("i:2"), ending, true))).toEqual([0, 1]);
  });

  it("rolls a new template out without ever having less than it must", () => {
    let sets = carryOut(deployment({ replicas: 4 }), [], true);
    const changed = deployment({ replicas: 4 }, "i:2");
    for (let step = 0; step < 10; step += 1) {
      sets = carryOut(changed, sets, true);
      const available = sets.reduce((sum, set) => sum + (set.status?.availableReplicas ?? 0), 0);
      expect(available).toBeGreaterThanOrEqual(3);
      expect(sets.reduce((sum, { spec }) => sum + (spec.replicas ?? 0), 0)).toBeLessThanOrEqual(5);
    }
    expect(sizes(sets)).toEqual([0, 4]);
  });

  it("keeps the old pod while the new one does not become ready", () => {
    let sets = carryOut(deployment(), [], true);
    const broken = deployment({}, "i:broken");
    for (let step = 0; step < 5; step += 1) sets = carryOut(broken, sets, false);
    expect(sizes(sets)).toEqual([1, 1]);
    expect(sets[0]?.status?.availableReplicas).toBe(1);
  });

  it("ends the old pods before it makes new ones when told to recreate", () => {
    const recreate = { strategy: { type: "Recreate" } } as const;
    let sets = carryOut(deployment(recreate), [], true);
    const changed = deployment(recreate, "i:2");
    sets = carryOut(changed, sets, true);
    expect(sizes(sets)).toEqual([0]);
    sets = carryOut(changed, sets, true);
    expect(sizes(sets)).toEqual([0, 1]);
  });

  it("scales to zero and says so", () => {
    const sets = carryOut(deployment({ replicas: 0 }), carryOut(deployment(), [], true), true);
    const { status } = planDeployment(deployment({ replicas: 0 }), sets, now);
    expect(sizes(sets)).toEqual([0]);
    expect(status.conditions?.find(({ type }) => type === "Available")?.status).toBe("True");
  });

  it("is not available without a ready pod, and its progress ends in a deadline", () => {
    const waiting = deployment({ progressDeadlineSeconds: 60 });
    const sets = carryOut(waiting, [], false);
    const { status } = planDeployment(waiting, sets, now);
    expect(status.conditions?.map(({ type, status: value }) => [type, value])).toEqual([
      ["Available", "False"],
      ["Progressing", "True"],
    ]);
    const later = planDeployment({ ...waiting, status }, sets, new Date(now.getTime() + 61_000));
    expect(later.status.conditions?.find(({ type }) => type === "Progressing")?.reason).toBe(
      "ProgressDeadlineExceeded",
    );
  });

  it("forgets replica sets beyond its history", () => {
    let sets: ReplicaSet[] = [];
    for (const image of ["i:1", "i:2", "i:3", "i:4"]) {
      for (let step = 0; step < 4; step += 1)
        sets = carryOut(deployment({ revisionHistoryLimit: 1 }, image), sets, true);
    }
    expect(sizes(sets)).toEqual([0, 1]);
  });
});

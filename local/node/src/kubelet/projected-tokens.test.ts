import { beforeEach, describe, expect, it } from "vitest";
import type { Pod } from "../cluster/resources.ts";
import { ProjectedTokens } from "./projected-tokens.ts";

const projection = { audience: "egress", expirationSeconds: 600, path: "token" };
const pod: Pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "n", uid: "uid" },
  spec: { containers: [], volumes: [{ name: "v", projected: { sources: [{ serviceAccountToken: projection }] } }] },
};
let now = 0;
let asked = 0;
let problem: Error | undefined;
let tokens: ProjectedTokens;

beforeEach(() => {
  now = 1_000_000;
  asked = 0;
  problem = undefined;
  tokens = new ProjectedTokens(pod, {
    now: () => now,
    request: async () => {
      asked += 1;
      if (problem) throw problem;
      return { token: `token ${asked}`, issuedAt: now, expiresAt: now + 600_000 };
    },
  });
});

describe("the tokens of a pod's volumes", () => {
  it("are asked for once, and again at 80 % of their life", async () => {
    await tokens.renew();
    expect(tokens.find(projection)).toBe("token 1");
    expect(tokens.dueAt).toBe(now + 480_000);
    now += 479_999;
    await tokens.renew();
    expect(asked).toBe(1);
    now += 1;
    await tokens.renew();
    expect(tokens.find(projection)).toBe("token 2");
  });

  it("stay while they live and none is issued, and are asked for again soon", async () => {
    await tokens.renew();
    problem = new Error("the API server is away");
    now += 480_000;
    await tokens.renew();
    expect(tokens.find(projection)).toBe("token 1");
    expect(tokens.dueAt).toBe(now + 1_000);
    now += 120_000;
    await expect(tokens.renew()).rejects.toThrow("away");
    problem = undefined;
    now += 1_000;
    await tokens.renew();
    expect(tokens.find(projection)).toBe("token 4");
  });

  it("are asked for at once as long as there is none", async () => {
    problem = new Error('serviceaccounts "x" not found');
    await expect(tokens.renew()).rejects.toThrow("not found");
    problem = undefined;
    await tokens.renew();
    expect(tokens.find(projection)).toBe("token 2");
  });

  it("are nobody's business where no volume wants one", async () => {
    const without = new ProjectedTokens(
      { ...pod, spec: { containers: [] } },
      { now: () => now, request: () => Promise.reject(new Error("asked")) },
    );
    await without.renew();
    expect(without.dueAt).toBeUndefined();
  });
});

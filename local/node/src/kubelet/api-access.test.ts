import { expect, it } from "vitest";
import type { Pod, ServiceAccount } from "../cluster/resources.ts";
import { wantsApiAccess } from "./api-access.ts";
import { MissingConfigurationError } from "./environment.ts";

const account = (automount?: boolean): ServiceAccount => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: "a", namespace: "n" },
  ...(automount !== undefined && { automountServiceAccountToken: automount }),
});

const pod = (spec: Partial<Pod["spec"]>): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "n" },
  spec: { containers: [], serviceAccountName: "a", ...spec },
});

it.each([
  [undefined, undefined, true],
  [undefined, false, false],
  [undefined, true, true],
  [false, true, false],
  [true, false, true],
])("a pod that says %s with an account that says %s may call the API: %s", (own, accounts, expected) => {
  const spec = own === undefined ? {} : { automountServiceAccountToken: own };
  expect(wantsApiAccess(pod(spec), (key) => (key === "n/a" ? account(accounts) : undefined))).toBe(expected);
});

it("waits for an account that is not there", () => {
  expect(() => wantsApiAccess(pod({}), () => undefined)).toThrow(MissingConfigurationError);
});

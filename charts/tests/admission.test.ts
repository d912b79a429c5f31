import { Environment } from "@marcbachmann/cel-js";
import { describe, expect, test } from "vitest";
import type { AdmissionCase } from "./admission-case.ts";
import { admissionCases } from "./admission-cases.ts";
import { find, helm, render, scenarios, type Scenario } from "./render.ts";

const environment = ["request", "object", "oldObject", "namespaceObject", "variables"].reduce(
  (known, name) => known.registerVariable(name, "dyn"),
  new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true }),
);
// Of the strings library, which the API server has and this package lacks.
environment.registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
  text.replaceAll(from, to),
);

// Not the API server's own CEL, which e2e/real-cluster/admission-policies-keep-to-tenants.test.ts checks.
describe.skipIf(helm === null)("the admission policies", () => {
  const rendered = Promise.all(scenarios.map(async (scenario) => [scenario, await render(scenario)] as const));
  const readPolicy = async (name: string, scenario: Scenario = "cloud"): Promise<Policy["spec"]> => {
    const objects = new Map(await rendered).get(scenario) ?? [];
    return find<Policy>(objects, "ValidatingAdmissionPolicy", policyName(name)).spec;
  };

  test.each(admissionCases)("$policy: $name", async (given) => {
    const refusals = listRefusals(await readPolicy(given.policy, given.scenario), given);
    expect({ isAllowed: refusals.length === 0, refusals }).toMatchObject({ isAllowed: given.allowed });
  });

  test("know a tenant's namespace by its mark, so that nobody else's is concerned", async () => {
    const { matchConstraints } = await readPolicy("hosts");
    expect(matchConstraints.namespaceSelector).toEqual({
      matchExpressions: [{ key: "tochkarosta.online/tenant-uid", operator: "Exists" }],
    });
  });

  test("concern nobody but the operator where they keep it to tenants, and refuse what they cannot judge", async () => {
    for (const { policy, scenario } of admissionCases) {
      const { failurePolicy, matchConditions } = await readPolicy(policy, scenario);
      expect(failurePolicy).toBe("Fail");
      if (forEverybody.includes(policy)) continue;
      expect(matchConditions?.map(({ expression }) => expression)).toEqual([
        "request.userInfo.username == 'system:serviceaccount:rosta:tochka-rosta-operator'",
      ]);
    }
  });
});

/** Policies that concern everybody, not the operator alone. */
const forEverybody = ["hosts", "identities", "tenant-names", "host-prefixes"];
const policyName = (name: string) => `tochka-rosta-${forEverybody.includes(name) ? "" : "operator-"}${name}`;

interface Policy {
  readonly spec: {
    readonly failurePolicy: string;
    readonly matchConstraints: { readonly namespaceSelector?: object };
    readonly matchConditions?: readonly { readonly expression: string }[];
    readonly variables?: readonly { readonly name: string; readonly expression: string }[];
    readonly validations: readonly { readonly expression: string; readonly message: string }[];
  };
}

/** The messages of all validations that do not hold; one that cannot be evaluated does not. */
function listRefusals({ validations, variables = [] }: Policy["spec"], given: AdmissionCase): string[] {
  const { operation, user, objectName, namespace = "", namespaceLabels: labels, object, old } = given;
  const scope = {
    request: { operation, name: objectName, namespace, userInfo: { username: user } },
    object: object ?? null,
    oldObject: operation === "CREATE" ? null : (old ?? null),
    namespaceObject: namespace === "" ? null : { metadata: { name: namespace, ...(labels && { labels }) } },
  };
  const computed: Record<string, unknown> = {};
  for (const { name, expression } of variables)
    computed[name] = evaluate(expression, { ...scope, variables: computed });
  const whole = { ...scope, variables: computed };
  return validations.filter(({ expression }) => evaluate(expression, whole) !== true).map(({ message }) => message);
}

function evaluate(expression: string, scope: Record<string, unknown>): unknown {
  try {
    return environment.evaluate(expression, scope);
  } catch (error) {
    return error;
  }
}

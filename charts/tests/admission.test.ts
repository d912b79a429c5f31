import { Environment } from "@marcbachmann/cel-js";
import { describe, expect, test } from "vitest";
import { admissionCases, type AdmissionCase } from "./admission-cases.ts";
import { find, helm, render } from "./render.ts";

const environment = ["request", "object", "oldObject", "namespaceObject"].reduce(
  (known, name) => known.registerVariable(name, "dyn"),
  new Environment({ homogeneousAggregateLiterals: false, enableOptionalTypes: true }),
);

// Not the API server's own CEL, which e2e/real-cluster/admission-policies-keep-to-tenants.test.ts checks.
describe.skipIf(helm === null)("the admission policies", () => {
  const policies = render("gateway").then(
    (objects) => (name: string) => find<Policy>(objects, "ValidatingAdmissionPolicy", name).spec,
  );

  test.each(admissionCases)("$policy: $name", async (given) => {
    const name = given.policy === "hosts" ? "tochka-rosta-hosts" : `tochka-rosta-operator-${given.policy}`;
    const spec = (await policies)(name);
    expect(listRefusals(spec, given).length === 0).toBe(given.allowed);
  });

  test("know a tenant's namespace by its mark, so that nobody else's is concerned", async () => {
    const { matchConstraints } = (await policies)("tochka-rosta-hosts");
    expect(matchConstraints.namespaceSelector).toEqual({
      matchExpressions: [{ key: "tochkarosta.online/tenant-uid", operator: "Exists" }],
    });
  });

  test("concern nobody but the operator where they keep it to tenants, and refuse what they cannot judge", async () => {
    for (const name of ["namespaces", "rolebindings"]) {
      const { matchConditions } = (await policies)(`tochka-rosta-operator-${name}`);
      expect(matchConditions?.map(({ expression }) => expression)).toEqual([
        "request.userInfo.username == 'system:serviceaccount:rosta:tochka-rosta-operator'",
      ]);
    }
    for (const name of ["operator-namespaces", "operator-rolebindings", "hosts"]) {
      expect((await policies)(`tochka-rosta-${name}`).failurePolicy).toBe("Fail");
    }
  });
});

interface Policy {
  readonly spec: {
    readonly failurePolicy: string;
    readonly matchConstraints: { readonly namespaceSelector?: object };
    readonly matchConditions?: readonly { readonly expression: string }[];
    readonly validations: readonly { readonly expression: string; readonly message: string }[];
  };
}

/** The messages of all validations that do not hold; one that cannot be evaluated does not. */
function listRefusals({ validations }: Policy["spec"], given: AdmissionCase): string[] {
  const { operation, user, objectName, namespace = "", namespaceLabels: labels, object, old } = given;
  const scope = {
    request: { operation, name: objectName, namespace, userInfo: { username: user } },
    object: object ?? null,
    oldObject: operation === "CREATE" ? null : (old ?? null),
    namespaceObject: namespace === "" ? null : { metadata: { name: namespace, ...(labels && { labels }) } },
  };
  return validations.filter(({ expression }) => evaluate(expression, scope) !== true).map(({ message }) => message);
}

function evaluate(expression: string, scope: Record<string, unknown>): unknown {
  try {
    return environment.evaluate(expression, scope);
  } catch (error) {
    return error;
  }
}

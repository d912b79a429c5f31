import { expectTypeOf, test } from "vitest";
import type { Deployment, Lease, NetworkPolicy, Pod } from "./built-in-kinds.ts";

type PodSpec = NonNullable<Pod["spec"]>;
type IngressRule = NonNullable<NonNullable<NetworkPolicy["spec"]>["ingress"]>[number];

test("fields are spelled, and dates written, as in JSON", () => {
  expectTypeOf<IngressRule>().toHaveProperty("from");
  expectTypeOf<IngressRule>().not.toHaveProperty("_from");
  expectTypeOf<NonNullable<NonNullable<Pod["status"]>["startTime"]>>().toEqualTypeOf<string>();
  expectTypeOf<NonNullable<NonNullable<Lease["spec"]>["renewTime"]>>().toEqualTypeOf<string>();
});

test("a mistyped field of a Deployment does not compile", () => {
  const metadata = { name: "shop" };
  const containers: PodSpec["containers"] = [{ name: "app", image: "shop:1" }];
  const template = { spec: { containers } };
  const right: Deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: { replicas: 1, selector: { matchLabels: { a: "b" } }, template },
  };
  const misspelled: Deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    // @ts-expect-error the field is called replicas
    spec: { replica: 1, selector: {}, template },
  };
  const misTyped: Deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    // @ts-expect-error replicas is a number
    spec: { replicas: "1", selector: {}, template },
  };
  expectTypeOf([right, misspelled, misTyped]).items.toExtend<Deployment>();
});

import { expect, test } from "vitest";
import { chartFolder, upgradeChart } from "../harness/install-chart.ts";
import { release, systemNamespace } from "../harness/names.ts";
import { clusterPlatform } from "../harness/platform-on-cluster.ts";

const platform = clusterPlatform();
const inNamespace = ["--namespace", systemNamespace];
/** Nobody's, by RFC 5737. */
const staleAddress = "192.0.2.1/32";

test("an upgrade that names the API server's right addresses succeeds where policies still name others", async () => {
  const values = [
    "--values",
    platform.addresses.valuesFile,
    "--set",
    `networkPolicy.apiServer.cidrs={${staleAddress}}`,
  ];
  // As if they had been right until now: hooks that cannot reach the API server would have refused them.
  await platform.helm("upgrade", release, chartFolder, ...inNamespace, ...values, "--no-hooks");
  const policies = JSON.parse(
    await platform.kubectl("get", "networkpolicies", ...inNamespace, "-o", "json"),
  ) as Policies;
  const hooks = policies.items.find(({ metadata }) => metadata.name === "setup-hooks");
  const to = [{ ipBlock: { cidr: staleAddress } }];
  const change = { spec: { egress: hooks?.spec.egress?.map((rule) => ({ ...rule, to })) } };
  await platform.kubectl(
    "patch",
    "networkpolicy",
    "setup-hooks",
    ...inNamespace,
    "--type=merge",
    "-p",
    JSON.stringify(change),
  );

  await upgradeChart(platform.addresses);

  expect(await platform.kubectl("get", "networkpolicies", ...inNamespace, "-o", "yaml")).not.toContain(staleAddress);
});

interface Policies {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly spec: { readonly egress?: readonly object[] };
  }[];
}

import { expect, test } from "vitest";
import { Cluster, paths } from "../harness/cluster.ts";
import { expectStatus, registerOwner, waitUntilLive } from "../harness/owner.ts";
import type { Instance, Problem } from "../harness/owner.ts";
import type { TestPlatform } from "../harness/test-platform.ts";

/** A tariff's limit holds whatever is clicked at once, and a refusal names the way out. */
export function walkTariffLimits(platform: TestPlatform): void {
  test("twelve clicks at once on a tariff of one site make one site, and eleven refusals that name the way out", async () => {
    const { api, person } = await registerOwner(platform, "base");
    const prefixes = Array.from({ length: 12 }, (_, index) => `shop${index}`);

    const answers = await Promise.all(
      prefixes.map((hostPrefix) =>
        api.post<Instance & Problem>("/api/modules/activate", { module: "shop", host_prefix: hostPrefix }),
      ),
    );

    const accepted = answers.filter(({ status }) => status === 202);
    const refused = answers.filter(({ status }) => status === 409);
    expect(accepted).toHaveLength(1);
    expect(refused).toHaveLength(11);
    expect(new Set(refused.map(({ body }) => body.code))).toEqual(new Set(["SUBDOMAIN_LIMIT_REACHED"]));
    expect(refused[0]?.body.facts).toMatchObject({ limit: 1, suggested_tariff: "growth" });

    await waitUntilLive(api, accepted[0]?.body.id ?? "");
    const cluster = await Cluster.connect(platform.kubeconfigPath);
    expect(await cluster.list(paths.moduleInstances(person.subdomain))).toHaveLength(1);
    await cluster.close();
  });

  test("a module outside the tariff is refused with the tariff that has it", async () => {
    const { api } = await registerOwner(platform, "base");
    const { body } = await expectStatus(api.post<Problem>("/api/modules/activate", { module: "events" }), 409);
    expect(["MODULE_COMING_SOON", "MODULE_NOT_IN_TARIFF"]).toContain(body.code);
  });
}

import type { Browser } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { hasChromium, keepPictureOnFailure, openBrowser, openProfile } from "../harness/browser.ts";
import { conditionOf, paths } from "../harness/cluster.ts";
import { logInWithPassword } from "../harness/dashboard-page.ts";
import { waitFor } from "../harness/http.ts";
import { activate, registerOwner, waitForInstance } from "../harness/owner.ts";
import type { Instance, Person } from "../harness/owner.ts";
import { currentTag } from "./harness/names.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

const platform = clusterPlatform();

describe("a module whose new release ends at every start", () => {
  let person: Person;
  let instance: Instance;
  let browser: Browser | undefined;
  afterAll(async () => {
    await browser?.close();
    await platform.apply(events({ stage: "ComingSoon" }));
  });

  test("shows as failing to the core, with the reason", async () => {
    // An announced module of the tariff gets a program: one that has no key for its payments.
    await platform.apply(
      events({ stage: "Available", image: "tochka-rosta/test-crashing", version: currentTag, port: 8080 }),
    );
    const owner = await registerOwner(platform, "growth");
    person = owner.person;
    await waitFor("the core to know that the module is there", async () => {
      instance = await activate(owner.api, "events");
      return instance;
    });
    instance = await waitForInstance(owner.api, instance.id, "failing", 120);
    expect(instance.steps.find(({ type }) => type === "workload")?.reason).toBe("ModuleCrashing");
  });

  test("kubectl get mi says so, and the object says with which exit code", async () => {
    const namespace = `tenant-${person.subdomain}`;
    const table = await platform.kubectl("get", "mi", "--namespace", namespace);
    expect(table.split("\n")[0]).toMatch(/READY .*REASON/);
    expect(table).toMatch(/events\s+False .*ModuleCrashing/);
    const cluster = await platform.connect();
    const object = await cluster.get(paths.moduleInstance(person.subdomain, "events"));
    await cluster.close();
    expect(conditionOf(object, "WorkloadAvailable")?.message).toContain("exit code 1");
  });

  test.skipIf(!hasChromium)("the dashboard says it in the owner's language (needs Chromium)", async () => {
    browser = await openBrowser(platform.chromiumFlags);
    const page = await (await openProfile(browser)).newPage();
    keepPictureOnFailure(page, "crash-loop");
    await logInWithPassword(page, platform, person);
    await page.locator("[data-testid=module-state-events][data-state=failing]").waitFor();
    await page.getByText("Приложение запускается и сразу останавливается").first().waitFor();
  });
});

function events(spec: object): object {
  const titles = { ru: "Мероприятия", en: "Events" };
  const metadata = { name: "events" };
  return { apiVersion: "tochkarosta.online/v1alpha1", kind: "Module", metadata, spec: { titles, ...spec } };
}

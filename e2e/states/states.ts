import type { SuspensionReason } from "@tochka-rosta/crds";
import { conditionOf, paths } from "../harness/cluster.ts";
import { waitFor } from "../harness/http.ts";
import { activate, expectStatus, openShop, registerOwner, waitForInstance, type Instance } from "../harness/owner.ts";
import { addProduct, enterAdmin } from "../harness/shop.ts";
import type { Stage, Subject } from "./stage.ts";

type SiteState = Exclude<Instance["state"], "suspended" | "failing">;
/** What a site may fail by, one for each who can help: the platform's operator, and its owner. */
type Failure = "image" | "tariff";

/** Every state that a company and its site can be in. One more in the types is one more here, or this does not compile. */
export type StateName =
  "noSite" | SiteState | `failing: ${Failure}` | `suspended: ${SuspensionReason}` | "suspendedWithoutSite" | "deleted";

export interface State {
  readonly title: string;
  bringAbout(stage: Stage): Promise<Subject>;
}

async function openShopWithGoods(stage: Stage): Promise<Subject & { readonly instance: Instance & { url: string } }> {
  const shop = await openShop(stage.platform);
  await addProduct(await enterAdmin(shop.api, shop.instance), "Ваза «Волна»", "1 234,50", 5);
  return shop;
}

async function suspend(stage: Stage, subject: Subject, reason: SuspensionReason): Promise<Subject> {
  const path = paths.tenant(subject.person.subdomain);
  await stage.cluster.patch(path, { spec: { suspension: { reason } } });
  await waitFor("the suspension", async () => (await stage.cluster.get(path))?.status?.["ready"] === "Suspended");
  if (subject.instance) await waitForInstance(subject.api, subject.instance.id, "suspended");
  return subject;
}

const suspended = (reason: SuspensionReason): State => ({
  title: `Приостановлен: ${reason}`,
  bringAbout: async (stage) => suspend(stage, await openShopWithGoods(stage), reason),
});

/** Waits for the operator to say of a site that this is in the way. */
async function waitForReason(stage: Stage, { person }: Subject, reason: string): Promise<void> {
  await waitFor(reason, async () => {
    const object = await stage.cluster.get(paths.moduleInstance(person.subdomain, "shop"));
    return conditionOf(object, "Ready")?.reason === reason;
  });
}

export const states: Readonly<Record<StateName, State>> = {
  noSite: { title: "Зарегистрирован, сайтов нет", bringAbout: (stage) => registerOwner(stage.platform) },
  starting: {
    title: "Сайт запускается",
    // The operator is stopped meanwhile, so that it goes on starting for as long as anybody looks.
    bringAbout: async (stage) => {
      const { api, person } = await registerOwner(stage.platform);
      const isNoted = async () => conditionOf(await stage.cluster.get(paths.tenant(person.subdomain)), "Ready");
      await waitFor("the tenant", async () => (await isNoted()) !== undefined);
      await stage.stopOperator();
      const instance = await activate(api);
      await waitForInstance(api, instance.id, "starting");
      return { api, person, instance };
    },
  },
  live: { title: "Сайт работает", bringAbout: openShopWithGoods },
  inactive: {
    title: "Владелец выключил сайт",
    bringAbout: async (stage) => {
      const shop = await openShopWithGoods(stage);
      await expectStatus(shop.api.post(`/api/modules/instances/${shop.instance.id}/deactivate`), 202);
      await waitForInstance(shop.api, shop.instance.id, "inactive");
      const path = paths.moduleInstance(shop.person.subdomain, "shop");
      await waitFor("its end", async () => (await stage.cluster.get(path))?.status?.["ready"] === "SwitchedOff");
      return shop;
    },
  },
  "failing: image": {
    title: "Не запускается: нет образа (нужен оператор платформы)",
    bringAbout: async (stage) => {
      const shop = await openShopWithGoods(stage);
      const path = paths.moduleInstance(shop.person.subdomain, "shop");
      await expectStatus(shop.api.post(`/api/modules/instances/${shop.instance.id}/deactivate`), 202);
      await waitForInstance(shop.api, shop.instance.id, "inactive");
      await stage.cluster.patch(path, { spec: { version: "9.9.9" } });
      await activate(shop.api);
      await waitForReason(stage, shop, "ImagePullFailed");
      await waitForInstance(shop.api, shop.instance.id, "failing");
      return shop;
    },
  },
  "failing: tariff": {
    title: "Не запускается: тариф не вмещает (нужен владелец)",
    // Core refuses a second site itself; one that somebody applied meets the operator's limit.
    bringAbout: async (stage) => {
      const shop = await openShopWithGoods(stage);
      const [group, namespace] = ["tochkarosta.online/v1alpha1", `tenant-${shop.person.subdomain}`];
      await stage.cluster.create(paths.moduleInstances(shop.person.subdomain), {
        ...{ apiVersion: group, kind: "ModuleInstance", metadata: { name: "second", namespace } },
        spec: { module: "shop", hostPrefix: "second" },
      });
      const second = await waitFor("the second site", async () => {
        const { body } = await shop.api.get<(Instance & { name: string })[]>("/api/modules/instances");
        return body.find(({ name, state }) => name === "second" && state === "failing");
      });
      return { ...shop, instance: second };
    },
  },
  "suspended: payment": suspended("payment"),
  "suspended: admin": suspended("admin"),
  "suspended: abuse": suspended("abuse"),
  "suspended: trialEnded": suspended("trialEnded"),
  suspendedWithoutSite: {
    title: "Приостановлен, сайтов не было",
    bringAbout: async (stage) => suspend(stage, await registerOwner(stage.platform), "payment"),
  },
  deleted: {
    title: "Владелец удалил сайт",
    bringAbout: async (stage) => {
      const shop = await openShopWithGoods(stage);
      await expectStatus(shop.api.send("DELETE", `/api/modules/instances/${shop.instance.id}?name=shop`), 202);
      const path = paths.moduleInstance(shop.person.subdomain, "shop");
      await waitFor("its end", async () => (await stage.cluster.get(path)) === undefined);
      return shop;
    },
  },
};

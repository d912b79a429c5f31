import type { ApiClient } from "../../harness/api-client.ts";
import { Cluster, paths } from "../../harness/cluster.ts";
import { fetchSite, waitFor } from "../../harness/http.ts";
import { callKubectl, findKubectl } from "@tochka-rosta/testing";
import { expectStatus, waitForInstance } from "../../harness/owner.ts";
import type { Expected, RecordedAccount, RecordedSession, RecordedSite } from "../harness/fixture.ts";
import type { ReleasePlatform } from "../harness/start-release.ts";
import { readAccount } from "../harness/read-account.ts";
import {
  activate,
  logIn,
  openFurtherSessions,
  recordSession,
  register,
  resetPassword,
  type Owner,
  type Stage,
} from "../harness/act-as-owner.ts";
import { idle, kubectlTenant, seller, suspended, tariffChanger, twoSites } from "./people.ts";
import { runShop } from "./shop-story.ts";

/** Where the story plays: on a release's own programs. */
export interface ReleaseStage extends Stage {
  readonly platform: ReleasePlatform;
}

/** What the story leaves to record. */
export type Story = Pick<Expected, "accounts" | "sites" | "shop">;

/** Uses a platform as its owners, their buyers and a person at kubectl do, until every state that matters is there. */
export async function playStory(stage: ReleaseStage): Promise<Story> {
  const accounts: RecordedAccount[] = [];
  const record = async (owner: Owner, api: ApiClient, password = owner.password, earlier: RecordedSession[] = []) => {
    const further = await openFurtherSessions(stage, { ...owner, password });
    const sessions = [recordSession(api), ...further, ...earlier];
    accounts.push({ phone: owner.phone, password, sessions, facts: await readAccount(api) });
  };
  const at = await register(stage, seller);
  await expectStatus(at.send("PATCH", "/api/tenants/me", { name: `ООО «Ёлки & "палки"» 🌲` }), 200);
  const shop = await runShop(at, await activate(stage, at), seller.subdomain);
  await record(seller, at);
  await record(twoSites, await openTwoSites(stage));
  await record(suspended, await openSuspendedSite(stage));

  const changer = await register(stage, tariffChanger);
  for (const tariff of ["growth", "master"]) {
    await expectStatus(changer.post("/api/billing/subscriptions", { tariff }), 200);
  }
  await record(tariffChanger, changer);

  const beforeReset = recordSession(await register(stage, idle), "ended");
  const password = `${idle.password}-новый`;
  await resetPassword(stage, idle, password);
  await record(idle, await logIn(stage, { ...idle, password }), password, [beforeReset]);

  await applyByKubectl(stage);
  return { accounts, sites: await readSites(stage), shop };
}

async function openTwoSites(stage: Stage): Promise<ApiClient> {
  const api = await register(stage, twoSites);
  await activate(stage, api);
  const second = await activate(stage, api, "sklad");
  await expectStatus(api.post(`/api/modules/instances/${second.id}/deactivate`), 202);
  await waitForInstance(api, second.id, "inactive");
  await waitFor("the second site to be off", async () => (await fetchSite(second.url)).status !== 200);
  return api;
}

async function openSuspendedSite(stage: Stage): Promise<ApiClient> {
  const api = await register(stage, suspended);
  const { id, url } = await activate(stage, api);
  const cluster = await Cluster.connect(stage.platform.kubeconfigPath);
  await cluster.patch(paths.tenant(suspended.subdomain), { spec: { suspension: { reason: "admin" } } });
  await cluster.close();
  await waitForInstance(api, id, "suspended");
  await waitFor("the suspended site to be off", async () => (await fetchSite(url)).status !== 200);
  return api;
}

async function applyByKubectl({ platform }: ReleaseStage): Promise<void> {
  const program = await findKubectl(process.env["KUBECTL"]);
  if (program === null) throw new Error("kubectl is needed: set KUBECTL");
  const group = "tochkarosta.online/v1alpha1";
  const namespace = `tenant-${kubectlTenant}`;
  const objects = [
    {
      apiVersion: group,
      kind: "Tenant",
      metadata: { name: kubectlTenant },
      spec: { tariff: "base", limits: { subdomains: 1 } },
    },
    { apiVersion: group, kind: "ModuleInstance", metadata: { name: "shop", namespace }, spec: { module: "shop" } },
  ];
  for (const object of objects) {
    const applied = await callKubectl(program, platform.kubeconfigPath, ["apply", "-f", "-"], JSON.stringify(object));
    if (applied.exitCode !== 0) throw new Error(applied.output);
    const name = `${object.kind.toLowerCase()}/${object.metadata.name}`;
    const words = ["wait", "--for=condition=Ready", "--timeout=90s", name, "--namespace", namespace];
    const waited = await callKubectl(program, platform.kubeconfigPath, words);
    if (waited.exitCode !== 0) throw new Error(waited.output);
  }
}

/** Every host that is claimed, as it is answered now. */
async function readSites({ platform }: ReleaseStage): Promise<readonly RecordedSite[]> {
  const cluster = await Cluster.connect(platform.kubeconfigPath);
  const claims = await cluster.list(paths.hostClaims);
  await cluster.close();
  return Promise.all(
    claims.map(async ({ metadata: { name } }) => ({
      host: name,
      status: (await fetchSite(platform.siteUrl(name))).status,
    })),
  );
}

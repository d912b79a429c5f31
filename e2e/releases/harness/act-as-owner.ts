import { ApiClient } from "../../harness/api-client.ts";
import { expectStatus, inventPerson, waitForInstance, type Instance } from "../../harness/owner.ts";
import type { RecordedSession } from "./fixture.ts";
import type { TestPlatform } from "../../harness/test-platform.ts";
import { writeFields, type Spelling } from "./spelling.ts";

/** A person who registers, as the API takes one. */
export interface Owner {
  readonly first_name: string;
  readonly last_name: string;
  readonly employment_type: string;
  readonly phone: string;
  readonly password: string;
  readonly subdomain: string;
  readonly tariff: string;
  readonly consent: true;
}

/** A platform of some release, and how its API spells names. */
export interface Stage {
  readonly platform: TestPlatform;
  readonly spelling: Spelling;
}

/** Registers an owner; the session stays open. */
export async function register({ platform, spelling }: Stage, owner: Owner): Promise<ApiClient> {
  const api = new ApiClient(platform.dashboardUrl);
  const code = await platform.codeAfter(owner.phone, () =>
    expectStatus(api.post("/api/auth/send-code", { phone: owner.phone, purpose: "register" }), 202),
  );
  await expectStatus(api.post("/api/auth/register-full", writeFields({ ...owner, code }, spelling)), 201);
  return api;
}

/** One more device of an owner. */
export async function logIn({ platform }: Stage, { phone, password }: Pick<Owner, "phone" | "password">) {
  const api = new ApiClient(platform.dashboardUrl);
  await expectStatus(api.post("/api/auth/login-password", { phone, password }), 200);
  return api;
}

/** The cookies of a session as they are now. */
export function recordSession(api: ApiClient, state: RecordedSession["state"] = "open"): RecordedSession {
  const cookies = new Map(
    api.cookies
      .header()
      .split("; ")
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const),
  );
  return { state, access: cookies.get("__Host-access") ?? "", refresh: cookies.get("__Host-refresh") ?? "" };
}

/** Three further devices: one in use, one that logged out, one whose refresh token was copied before it was exchanged. */
export async function openFurtherSessions(stage: Stage, owner: Owner): Promise<readonly RecordedSession[]> {
  const [inUse, left, exchanged] = [await logIn(stage, owner), await logIn(stage, owner), await logIn(stage, owner)];
  await expectStatus(inUse.post("/api/auth/refresh"), 200);
  const ended = recordSession(left, "ended");
  await expectStatus(left.post("/api/auth/logout"), 204);
  const superseded = recordSession(exchanged, "superseded");
  await expectStatus(exchanged.post("/api/auth/refresh"), 200);
  return [recordSession(inUse), ended, superseded];
}

/** An owner who is not registered yet. */
export function inventOwner(): Owner {
  const person = inventPerson();
  return {
    ...{ first_name: person.firstName, last_name: person.lastName, phone: person.phone, password: person.password },
    ...{ subdomain: person.subdomain, employment_type: "self_employed", tariff: "base", consent: true },
  };
}

/** Activates the shop module under a host prefix and waits for its site. */
export async function activate(
  { spelling }: Stage,
  api: ApiClient,
  prefix = "shop",
): Promise<Instance & { url: string }> {
  const body = writeFields({ module: "shop", host_prefix: prefix }, spelling);
  const { id } = (await expectStatus(api.post<Instance>("/api/modules/activate", body), 202)).body;
  const instance = await waitForInstance(api, id, "live");
  if (instance.url === null) throw new Error(`Instance ${id} is live without an address`);
  return { ...instance, url: instance.url };
}

/** Sets a new password with a code, which ends every session of before. */
export async function resetPassword({ platform }: Stage, { phone }: Owner, password: string): Promise<void> {
  const api = new ApiClient(platform.dashboardUrl);
  const code = await platform.codeAfter(phone, () =>
    expectStatus(api.post("/api/auth/send-code", { phone, purpose: "reset" }), 202),
  );
  const answer = await api.post("/api/auth/reset-password", { phone, code, password });
  if (answer.status >= 300) throw new Error(`The password was not reset: ${JSON.stringify(answer)}`);
}

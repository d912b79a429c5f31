import { randomInt } from "node:crypto";
import { ApiClient } from "./api-client.ts";
import type { Answer } from "./api-client.ts";
import { waitFor } from "./http.ts";
import type { TestPlatform } from "./test-platform.ts";

/** A person who does business here, made up again for each test. */
export interface Person {
  readonly phone: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly subdomain: string;
}

/** A module instance as the API shows it, as far as tests look at it. */
export interface Instance {
  readonly id: string;
  readonly module: string;
  readonly active: boolean;
  readonly state: "starting" | "live" | "failing" | "inactive" | "suspended";
  readonly ready: boolean;
  readonly url: string | null;
  readonly steps: readonly {
    readonly type: string;
    readonly state: string;
    readonly seconds?: number;
    readonly reason?: string;
  }[];
}

/** A refusal by the API. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly facts?: { readonly suggested_tariff?: string; readonly limit?: number };
}

/** A person nobody has seen before. */
export function inventPerson(): Person {
  const digits = () => String(randomInt(0, 1_000_000_000)).padStart(9, "0");
  return {
    phone: `+79${digits()}`,
    password: `парольДля-${digits()}`,
    firstName: "Анна",
    lastName: "Пробная",
    subdomain: `t${digits()}`,
  };
}

/** Registers a person, somebody new unless told, through the API. @throws Error with the API's answer when it refuses. */
export async function registerOwner(
  platform: TestPlatform,
  tariff = "base",
  person = inventPerson(),
): Promise<{ api: ApiClient; person: Person }> {
  const api = new ApiClient(platform.dashboardUrl);
  const code = await platform.codeAfter(person.phone, () =>
    expectStatus(api.post("/api/auth/send-code", { phone: person.phone, purpose: "register" }), 202),
  );
  const { firstName, lastName, ...rest } = person;
  const name = { first_name: firstName, last_name: lastName, employment_type: "self_employed" };
  const registration = { ...rest, ...name, code, consent: true, tariff };
  await expectStatus(api.post("/api/auth/register-full", registration), 201);
  return { api, person };
}

/** Asks for a module and resolves to the instance at once; the cluster follows. */
export async function activate(api: ApiClient, module = "shop"): Promise<Instance> {
  return (await expectStatus(api.post<Instance>("/api/modules/activate", { module }), 202)).body;
}

/** Waits until an instance is live and resolves to it. */
export function waitUntilLive(api: ApiClient, id: string, timeoutSeconds = 90): Promise<Instance & { url: string }> {
  return waitForInstance(api, id, "live", timeoutSeconds).then((instance) => {
    if (instance.url === null) throw new Error(`Instance ${id} is live without an address`);
    return { ...instance, url: instance.url };
  });
}

/** Waits until an instance is in this state and resolves to it. */
export function waitForInstance(
  api: ApiClient,
  id: string,
  state: Instance["state"],
  timeoutSeconds = 90,
): Promise<Instance> {
  return waitFor(
    `instance ${id} to be ${state}`,
    async () => {
      const { body } = await expectStatus(api.get<Instance>(`/api/modules/instances/${id}`), 200);
      return body.state === state ? body : undefined;
    },
    { timeoutSeconds, everyMilliseconds: 100 },
  );
}

/** Registers an owner and waits for their shop. */
export async function openShop(platform: TestPlatform, tariff = "base") {
  const { api, person } = await registerOwner(platform, tariff);
  const { id } = await activate(api);
  return { api, person, instance: await waitUntilLive(api, id) };
}

/** Passes an answer on when its status is the expected one. @throws Error with the answer otherwise. */
export async function expectStatus<Body>(pending: Promise<Answer<Body>>, status: number): Promise<Answer<Body>> {
  const answer = await pending;
  if (answer.status !== status)
    throw new Error(`Expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body).slice(0, 1000)}`);
  return answer;
}

import { generateKeyPair, randomBytes, randomUUID, type JsonWebKey } from "node:crypto";
import { promisify } from "node:util";
import { isAlreadyExists, type Client } from "@tochka-rosta/controller-runtime";
import { secrets } from "../cluster/resources.ts";

/** The namespace of the platform's own programs. */
export const systemNamespace = "tochka-rosta-system";
/** Who owns what this package applies. */
export const fieldManager = "tochka-rosta-local";

/** What is made at random once and kept in the cluster. */
export interface PlatformSecrets {
  corePassword: string;
  provisionerPassword: string;
}

/** Makes what is missing of the platform's secrets; what exists stays, so that sessions and data stay valid. */
export async function ensurePlatformSecrets(client: Client): Promise<PlatformSecrets> {
  const passwords = await ensureSecret(client, "platform-passwords", async () => ({
    core: makePassword(),
    provisioner: makePassword(),
  }));
  await ensureSecret(client, "core-secrets", async () => ({
    "signing-keys.json": JSON.stringify({ keys: [await makeSigningKey()] }, null, 2),
    "code-pepper": randomBytes(32).toString("base64url"),
  }));
  return { corePassword: passwords["core"] ?? "", provisionerPassword: passwords["provisioner"] ?? "" };
}

/** Writes a secret that is derived at every start, such as an address with a password. */
export async function applySecret(client: Client, name: string, files: Record<string, string>): Promise<void> {
  await client.apply(secrets, buildSecret(name, files), { fieldManager });
}

async function ensureSecret(
  client: Client,
  name: string,
  make: () => Promise<Record<string, string>>,
): Promise<Record<string, string>> {
  const reference = { namespace: systemNamespace, name };
  const known = await client.get(secrets, reference);
  if (!known) {
    await client.create(secrets, buildSecret(name, await make()), { fieldManager }).catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw error;
    });
  }
  const { data } = known ?? (await client.get(secrets, reference)) ?? {};
  return Object.fromEntries(
    Object.entries(data ?? {}).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
  );
}

function buildSecret(name: string, files: Record<string, string>) {
  const data = Object.fromEntries(
    Object.entries(files).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
  );
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: systemNamespace },
    type: "Opaque",
    data,
  };
}

/** The core's key for tokens: RS256, as a private JSON Web Key. */
async function makeSigningKey(): Promise<JsonWebKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), alg: "RS256", use: "sig" };
}

function makePassword(): string {
  return randomBytes(24).toString("base64url");
}

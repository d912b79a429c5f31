import { defineResource, isAlreadyExists, type Client, type KubernetesObject } from "@tochka-rosta/controller-runtime";

/** A Secret as the API server holds it. */
interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly type?: string;
}

const secrets = defineResource<Secret>({
  group: "",
  version: "v1",
  plural: "secrets",
  kind: "Secret",
  namespaced: true,
});

/** Names of files to their texts. */
export type SecretFiles = Readonly<Record<string, string>>;

/** The Secrets of one namespace that the platform makes for itself. */
export interface SecretStore {
  /** Makes the Secret where it is missing; one that exists is never changed. @returns what it holds */
  ensure(name: string, make: () => SecretFiles | Promise<SecretFiles>): Promise<SecretFiles>;
  /** What a Secret holds; undefined where it is missing. */
  read(name: string): Promise<SecretFiles | undefined>;
  /** Makes the Secret hold exactly this: for what follows from settings and other Secrets, such as an address with a password. */
  derive(name: string, files: SecretFiles): Promise<"made" | "changed" | "unchanged">;
}

/** Needs `get` on the Secrets by name, `create`, and `patch` on those that are derived. */
export function createSecretStore(
  client: Client,
  { namespace, fieldManager }: { readonly namespace: string; readonly fieldManager: string },
): SecretStore {
  const read = (name: string) => readSecret(client, { namespace, name });
  return {
    read,
    async ensure(name, make) {
      const known = await read(name);
      if (known) return known;
      await client
        .create(secrets, buildSecret(namespace, name, await make()), { fieldManager })
        .catch((error: unknown) => {
          // Another run was quicker: its values count.
          if (!isAlreadyExists(error)) throw error;
        });
      return (await read(name)) ?? {};
    },
    async derive(name, files) {
      const known = await read(name);
      if (known && isSame(known, files)) return "unchanged";
      await client.apply(secrets, buildSecret(namespace, name, files), { fieldManager });
      return known ? "changed" : "made";
    },
  };
}

/** What a Secret holds; undefined where it is missing. */
export async function readSecret(
  client: Pick<Client, "get">,
  named: { readonly namespace: string; readonly name: string },
): Promise<SecretFiles | undefined> {
  const secret = await client.get(secrets, named);
  return secret && decode(secret.data ?? {});
}

function buildSecret(namespace: string, name: string, files: SecretFiles) {
  const data = Object.fromEntries(
    Object.entries(files).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
  );
  const labels = { "app.kubernetes.io/part-of": "tochka-rosta", "app.kubernetes.io/component": "setup" };
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace, labels }, type: "Opaque", data };
}

function decode(data: Readonly<Record<string, string>>): SecretFiles {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]));
}

function isSame(first: SecretFiles, second: SecretFiles): boolean {
  const keys = Object.keys(first);
  return keys.length === Object.keys(second).length && keys.every((key) => first[key] === second[key]);
}

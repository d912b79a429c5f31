import type { ModuleInstance, Tenant } from "@tochka-rosta/crds";
import type { DatabaseNames } from "../database/identifiers.ts";
import { buildInstanceMetadata } from "../ownership.ts";
import type { Secret } from "../resources.ts";
import type { DatabaseServerSettings } from "../settings.ts";

/** Which server a database was placed on, written down before anything is made there. */
export const serverAnnotation = "tochkarosta.online/database-server";

/** Name of the Secret that binds an instance to its database. */
export function databaseSecretName(instance: string): string {
  return `${instance}-database`;
}

/** The keys of the Service Binding specification for PostgreSQL, as files they are what the module reads. */
export function buildDatabaseSecret(
  instance: Readonly<ModuleInstance>,
  tenant: Readonly<Tenant>,
  server: DatabaseServerSettings,
  login: { readonly names: DatabaseNames; readonly password: string },
): Secret {
  const metadata = buildInstanceMetadata(instance, tenant, databaseSecretName(instance.metadata.name));
  const { database, user } = login.names;
  const query = server.sslmode === "disable" ? "" : `?sslmode=${server.sslmode}`;
  const host = server.host.includes(":") ? `[${server.host}]` : server.host;
  const content: Record<string, string> = {
    type: "postgresql",
    provider: "tochka-rosta",
    host: server.host,
    port: String(server.port),
    username: user,
    password: login.password,
    database,
    uri: `postgresql://${user}:${encodeURIComponent(login.password)}@${host}:${server.port}/${database}${query}`,
    // Said even where there is none: a key that is merely left out of a Secret stays in it.
    sslmode: server.sslmode,
    "ca.crt": server.ca ?? "",
  };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { ...metadata, annotations: { [serverAnnotation]: server.name } },
    type: "servicebinding.io/postgresql",
    data: Object.fromEntries(Object.entries(content).map(([key, value]) => [key, encode(value)])),
  };
}

/** The password in a Secret; undefined when somebody took it out. */
export function readPassword(secret: Secret): string | undefined {
  const encoded = secret.data?.["password"];
  return encoded === undefined || encoded === "" ? undefined : Buffer.from(encoded, "base64").toString("utf8");
}

/** Whether a Secret holds everything that the desired object says; more than that is nobody's harm. */
export function isSecretCurrent(secret: Secret, desired: Secret): boolean {
  return (
    Object.entries(desired.data ?? {}).every(([key, value]) => secret.data?.[key] === value) &&
    secret.metadata.annotations?.[serverAnnotation] === desired.metadata.annotations?.[serverAnnotation]
  );
}

function encode(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}

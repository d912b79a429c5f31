import { readFile } from "node:fs/promises";
import { tenantNamespace, type Tenant } from "@tochka-rosta/crds";
import { buildTenantMetadata } from "../ownership.ts";
import type { Secret } from "../resources.ts";

/** What images of modules are pulled with, in each tenant's namespace: a Secret of ours can be read in no other. */
export const registrySecretName = "registry";

const key = ".dockerconfigjson";

/**
 * The text of the file that holds access to registries.
 *
 * @throws Error when it cannot be read or is no such file; the text itself is never repeated
 */
export async function readRegistryFile(path: string): Promise<string> {
  const text = await readFile(path, "utf8");
  if (!isRegistryConfig(text)) throw new Error(`MODULE_REGISTRY_FILE: ${path} is no .dockerconfigjson with "auths"`);
  return text;
}

function isRegistryConfig(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "auths" in value;
  } catch {
    return false; // JSON.parse quotes its input, which holds passwords.
  }
}

export function buildRegistrySecret(tenant: Readonly<Tenant>, config: string): Secret {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: buildTenantMetadata(tenant, registrySecretName, tenantNamespace(tenant.metadata.name)),
    type: "kubernetes.io/dockerconfigjson",
    data: { [key]: Buffer.from(config, "utf8").toString("base64") },
  };
}

/** Whether a Secret gives the access that the desired object gives. */
export function isRegistrySecretCurrent(secret: Secret | undefined, desired: Secret): boolean {
  return secret?.data?.[key] === desired.data?.[key];
}

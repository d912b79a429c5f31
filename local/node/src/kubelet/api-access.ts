import type { Pod, ServiceAccount } from "../cluster/resources.ts";
import { MissingConfigurationError } from "./environment.ts";

/**
 * Whether Kubernetes would mount a token of the pod's service account into it: the pod's own word counts before the
 * account's, and without either it would.
 * @throws MissingConfigurationError when the account is asked and is not there, as Kubernetes refuses such a pod
 */
export function wantsApiAccess(
  { spec, metadata }: Readonly<Pod>,
  findServiceAccount: (key: string) => Readonly<ServiceAccount> | undefined,
): boolean {
  if (spec.automountServiceAccountToken !== undefined) return spec.automountServiceAccountToken;
  const name = spec.serviceAccountName ?? "default";
  const account = findServiceAccount(`${metadata.namespace ?? ""}/${name}`);
  if (!account) throw new MissingConfigurationError(`serviceaccount "${name}" not found`);
  return account.automountServiceAccountToken ?? true;
}

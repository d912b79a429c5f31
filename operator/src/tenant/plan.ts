import { identityOf, labels, type ConditionReason } from "@tochka-rosta/crds";
import type { ReconcileResult } from "@tochka-rosta/controller-runtime";
import { resources } from "../resources.ts";
import type { DatabaseServerSettings, Settings } from "../settings.ts";
import type { DesiredResource } from "../apply-resources.ts";
import { findHolder } from "../identity-holder.ts";
import { buildCertificate } from "./certificate.ts";
import { buildLimitRange } from "./limit-range.ts";
import { buildNamespace } from "./namespace.ts";
import { buildNetworkPolicy } from "./network-policy.ts";
import type { ObservedTenant } from "./observe.ts";
import { buildRegistrySecret, isRegistrySecretCurrent } from "./registry-secret.ts";
import { buildResourceQuota } from "./resource-quota.ts";
import { buildRoleBinding } from "./role-binding.ts";
import { buildServiceAccount } from "./service-account.ts";

/** What stands in the way of a tenant's namespace. */
export interface NamespaceProblem {
  readonly reason: Extract<ConditionReason, "NamespaceTaken" | "NamespaceTerminating" | "TenantIdentityTaken">;
  readonly message: string;
}

/** What is to be applied for a tenant. */
export interface TenantPlan {
  readonly problem: NamespaceProblem | undefined;
  /** Each stage needs the one before it. Nothing while there is a problem. */
  readonly stages: readonly (readonly DesiredResource[])[];
  /** When to reconcile again unless an event comes first; undefined: never. */
  readonly requeue: ReconcileResult | undefined;
}

/** A namespace that is another's sends no event when it goes. */
const recheckMilliseconds = 5_000;

/** What a tenant owns, or why it cannot have it. Pure. */
export function planTenant(
  observed: ObservedTenant,
  settings: Settings,
  servers: readonly DatabaseServerSettings[],
): TenantPlan {
  const { tenant, needsNameServers } = observed;
  const policy = { settings, servers, needsNameServers };
  const problem = findIdentityProblem(observed) ?? findNamespaceProblem(observed);
  if (problem !== undefined) return { problem, stages: [], requeue: { requeueAfterMilliseconds: recheckMilliseconds } };
  return {
    problem,
    requeue: undefined,
    stages: [
      [{ resource: resources.namespace, object: buildNamespace(tenant) }],
      // The operator's own rights in the namespace: without them the API server refuses the rest.
      [{ resource: resources.roleBinding, object: buildRoleBinding(tenant, settings) }],
      [
        { resource: resources.networkPolicy, object: buildNetworkPolicy(tenant, policy) },
        { resource: resources.resourceQuota, object: buildResourceQuota(tenant) },
        { resource: resources.limitRange, object: buildLimitRange(tenant) },
        { resource: resources.serviceAccount, object: buildServiceAccount(tenant) },
        ...planCertificate(tenant, settings),
        ...planRegistrySecret(observed),
      ],
    ],
  };
}

function planCertificate(tenant: ObservedTenant["tenant"], { domain, routing }: Settings): DesiredResource[] {
  if (routing.kind !== "Ingress" || routing.tls.mode !== "perTenantWildcard") return [];
  return [{ resource: resources.certificate, object: buildCertificate(tenant, domain, routing.tls.clusterIssuer) }];
}

function planRegistrySecret({ tenant, registry }: ObservedTenant): DesiredResource[] {
  if (registry === undefined) return [];
  const object = buildRegistrySecret(tenant, registry.config);
  return isRegistrySecretCurrent(registry.secret, object) ? [] : [{ resource: resources.secret, object }];
}

/** Who was first keeps the identity; an object that bears it by its uid was always first. */
function findIdentityProblem({ tenant, namesakes }: ObservedTenant): NamespaceProblem | undefined {
  const holder = findHolder([tenant, ...namesakes]);
  if (holder === tenant) return undefined;
  const message = `The identity ${identityOf(tenant)} of spec.id is that of Tenant ${holder?.metadata.name ?? ""}.`;
  return { reason: "TenantIdentityTaken", message };
}

function findNamespaceProblem({ tenant, namespace }: ObservedTenant): NamespaceProblem | undefined {
  if (namespace === undefined) return undefined;
  const { name } = namespace.metadata;
  const owner = namespace.metadata.labels?.[labels.tenantUid];
  if (namespace.metadata.deletionTimestamp !== undefined) {
    return { reason: "NamespaceTerminating", message: `The namespace ${name} is still being deleted.` };
  }
  if (owner === identityOf(tenant)) return undefined;
  const message = `The namespace ${name} exists and was not made for this tenant; remove it or choose another tenant name.`;
  return { reason: "NamespaceTaken", message };
}

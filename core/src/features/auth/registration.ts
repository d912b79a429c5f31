import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import type { Transaction } from "../../database/client.ts";
import { findUniqueViolation } from "../../database/errors.ts";
import { ProblemError, fieldProblem } from "../../errors/problem.ts";
import type { CallOrigin } from "../../origin.ts";
import { defaultTariffCode } from "../billing/initial-tariffs.ts";
import { findActiveTariff, insertSubscription } from "../billing/store.ts";
import { planTrialEnd } from "../billing/trial.ts";
import type { Tenant } from "../tenants/schemas.ts";
import { findSubdomainProblem } from "../tenants/subdomain.ts";
import { subdomainUnavailable } from "../tenants/subdomain-change.ts";
import { toTenant } from "../tenants/view.ts";
import { buildConsent, hashConsent } from "./consent.ts";
import { checkPasswordPolicy } from "./password-policy.ts";
import type { employmentTypes } from "./schemas.ts";
import { findUserByPhone, insertOwner } from "./store.ts";

export interface Registration {
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly employmentType: (typeof employmentTypes)[number];
  /** What the owner calls the company; their own name without it. */
  readonly companyName?: string;
  readonly subdomain: string;
  readonly consent: boolean;
  readonly tariff?: string;
}

/** A phone, and the proof that the person who registers holds it. */
export interface ProvedPhone {
  /** As it is stored. */
  readonly phone: string;
  /** Checks the proof and gives the way to use it up in the registration's transaction. */
  readonly prove: () => Promise<(transaction: Transaction) => Promise<void>>;
}

/**
 * Makes a person, their company and its trial, all or nothing. Whether the phone is known is told only to whoever holds it.
 * @throws ProblemError VALIDATION_FAILED, those of the proof, ALREADY_REGISTERED, SUBDOMAIN_UNAVAILABLE, TARIFF_UNAVAILABLE
 */
export async function registerOwner(
  context: Context,
  input: Registration,
  { phone, prove }: ProvedPhone,
  origin: CallOrigin,
) {
  const { database } = context;
  if (!input.consent) throw fieldProblem({ field: "consent", code: "CONSENT_REQUIRED" });
  checkPasswordPolicy(input.password, phone);
  const useProof = await prove();
  if (await findUserByPhone(database, phone)) throw new ProblemError("ALREADY_REGISTERED");
  const subdomain = input.subdomain.trim().toLowerCase();
  if (await findSubdomainProblem(context, subdomain)) throw subdomainUnavailable(subdomain);
  const tariff = await findActiveTariff(database, input.tariff ?? defaultTariffCode);
  if (!tariff) throw new ProblemError("TARIFF_UNAVAILABLE");
  const passwordHash = await context.passwords.hash(input.password);

  try {
    const { user, tenant } = await database.$transaction(async (transaction) => {
      await useProof(transaction);
      const startedAt = context.clock.now();
      const created = await makeOwner(context, transaction, { ...input, phone, subdomain, passwordHash }, origin);
      await insertSubscription(transaction, {
        tenantId: created.tenant.id,
        tariffId: tariff.id,
        status: "trial",
        startedAt,
        trialEndsAt: planTrialEnd(startedAt),
      });
      return created;
    });
    context.bus.publish("change", { kind: "tenant", id: tenant.id });
    const view: Tenant = toTenant(tenant, { addressing: context.config, ownerPhone: phone });
    return { userId: user.id, tenant: view };
  } catch (error) {
    throw explainConflict(error, subdomain);
  }
}

async function makeOwner(
  { clock, config }: Context,
  transaction: Transaction,
  input: Registration & { readonly phone: string; readonly passwordHash: string },
  origin: CallOrigin,
) {
  const consent = buildConsent(config);
  const created = await insertOwner(transaction, {
    ...input,
    consent: { ...consent, textHash: hashConsent(consent.text), address: origin.address },
    now: clock.now(),
  });
  const { user, tenant } = created;
  const details = { subdomain: input.subdomain, consent: consent.version };
  await writeAudit(transaction, {
    action: "auth.register",
    userId: user.id,
    tenantId: tenant.id,
    subject: tenant.id,
    details,
    origin,
  });
  return created;
}

/** Two people may want the same phone or subdomain in the same instant; the database lets one through. */
function explainConflict(error: unknown, subdomain: string): unknown {
  const violated = findUniqueViolation(error);
  if (violated === undefined) return error;
  if (violated.includes("subdomain")) return subdomainUnavailable(subdomain);
  if (violated.includes("phone")) return new ProblemError("ALREADY_REGISTERED");
  return error;
}

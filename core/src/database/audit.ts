import type { Prisma } from "../generated/prisma/client.ts";
import type { CallOrigin } from "../origin.ts";
import type { Transaction } from "./client.ts";

/** One line of the audit: who did what to which thing. `details` holds no secrets and no phones. Null is nobody known here: the cluster. */
export interface AuditEntry {
  readonly action: string;
  readonly userId: string | null;
  readonly tenantId?: string;
  readonly subject: string;
  readonly details?: Prisma.InputJsonObject;
  readonly origin?: CallOrigin;
}

/** Writes the record inside the transaction of the change: neither exists without the other. */
export async function writeAudit(transaction: Transaction, entry: AuditEntry): Promise<void> {
  await transaction.auditRecord.create({
    data: {
      action: entry.action,
      userId: entry.userId,
      tenantId: entry.tenantId ?? null,
      subject: entry.subject,
      details: entry.details ?? {},
      address: entry.origin?.address ?? null,
      requestId: entry.origin?.requestId ?? null,
    },
  });
}

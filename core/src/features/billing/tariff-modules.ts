import type { Context } from "../../context.ts";
import { writeAudit } from "../../database/audit.ts";
import { ProblemError } from "../../errors/problem.ts";
import type { Principal } from "../../http/principal.ts";
import type { CallOrigin } from "../../origin.ts";
import { publishPublicData } from "../../events/public-data.ts";
import type { Tariff } from "./schemas.ts";
import { findUnknownModules, lockTariff, updateTariffModules } from "./store.ts";
import { toTariff } from "./view.ts";

/**
 * Replaces the modules that a tariff allows. Sites that are on stay on, whatever is taken away. A module that the tariff has already may
 * stay though the catalogue has lost it; whoever adds one, adds one that is there.
 * @throws ProblemError NOT_FOUND, CHANGED_MEANWHILE, TARIFF_MODULES_UNKNOWN
 */
export async function changeTariffModules(
  context: Context,
  { userId }: Principal,
  {
    id,
    modules,
    seenModules,
  }: { readonly id: string; readonly modules: readonly string[]; readonly seenModules?: readonly string[] | undefined },
  origin: CallOrigin,
): Promise<Tariff> {
  const tariff = await context.database.$transaction(async (transaction) => {
    const tariff = await lockTariff(transaction, id);
    if (!tariff) throw new ProblemError("NOT_FOUND");
    if (seenModules && !isSameSet(tariff.modules, seenModules) && !isSameSet(tariff.modules, modules)) {
      throw new ProblemError("CHANGED_MEANWHILE", { values: { now: tariff.modules.join(", ") || "—" } });
    }
    const added = modules.filter((module) => !tariff.modules.includes(module));
    const unknown = await findUnknownModules(transaction, added);
    if (unknown.length > 0) {
      throw new ProblemError("TARIFF_MODULES_UNKNOWN", {
        values: { modules: unknown.join(", ") },
        fields: [{ field: "modules", code: "NOT_ALLOWED" }],
      });
    }
    const after = [...new Set(modules)];
    if (isSameList(tariff.modules, after)) return toTariff(tariff);
    const changed = await updateTariffModules(transaction, id, after);
    const details = { before: tariff.modules, after };
    await writeAudit(transaction, { action: "tariff.modules", userId, subject: tariff.code, details, origin });
    return toTariff(changed);
  });
  publishPublicData(context, "tariffs");
  return tariff;
}

const isSameSet = (one: readonly string[], other: readonly string[]): boolean =>
  isSameList([...new Set(one)].sort(), [...new Set(other)].sort());

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

import { labels, tenantNamespace, type ModuleInstance } from "@tochka-rosta/crds";
import { NameTakenError, PredecessorLeavingError } from "../status/sync-problem.ts";
import { moduleInstances } from "./resources.ts";
import { findRemovals, type InstanceRecord } from "./store.ts";
import type { SyncContext } from "./sync-parts.ts";

type Found = Readonly<ModuleInstance> | undefined;

/**
 * The object of a row; undefined when there is none yet.
 * @throws PredecessorLeavingError while the name is held by the object of a site that its owner deleted
 * @throws NameTakenError when the name belongs to an instance that this core did not make
 */
export async function findOwnInstance(context: SyncContext, { id, name, tenant }: InstanceRecord): Promise<Found> {
  const reference = { namespace: tenantNamespace(tenant.subdomain), name };
  const read = (): Promise<Found> => context.client.get(moduleInstances, reference);
  const found = context.instances.get(`${reference.namespace}/${name}`) ?? (await read());
  if (isFreeOrOwn(found, id)) return found;
  // The note first and then the object: it is struck off after the deletion was sent, so one of the two shows it.
  const isNoted = await isToBeRemoved(context, found);
  const live = await read();
  if (isFreeOrOwn(live, id)) return live;
  if (isNoted || live?.metadata.deletionTimestamp !== undefined) {
    throw new PredecessorLeavingError(`The ModuleInstance ${name} of a deleted site is still there.`);
  }
  throw new NameTakenError(`The ModuleInstance ${name} exists already and was not made by this core.`);
}

function isFreeOrOwn(found: Found, id: string): boolean {
  return found === undefined || found.metadata.labels?.[labels.instanceId] === id;
}

async function isToBeRemoved({ database }: SyncContext, found: Found): Promise<boolean> {
  const rowId = found?.metadata.labels?.[labels.instanceId];
  return isRowId(rowId) && (await findRemovals(database, "ModuleInstance", rowId)).length > 0;
}

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Labels are anybody's to write, so only what is spelt like an id is looked up. */
export function isRowId(label: string | undefined): label is string {
  return label !== undefined && uuidPattern.test(label);
}

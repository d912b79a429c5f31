import type { Cache, KubernetesObject } from "@tochka-rosta/controller-runtime";
import { moduleInstanceKind, tenantOfNamespace, type Module, type ModuleInstance } from "@tochka-rosta/crds";
import { normalizeHostName } from "@tochka-rosta/service/net";
import { keyOfTarget } from "../guard/connect-target.ts";
import type { ServiceAccount } from "./resources.ts";
import type { TokenAccount } from "./verify-token.ts";

/** Who opens tunnels, and where to. */
export interface EgressParty {
  /** Stable for the life of the instance or the platform's program; limits count by it. */
  readonly id: string;
  /** Empty for a program of the platform. */
  readonly tenant: string;
  /** The instance's name, or the account's of a program of the platform. */
  readonly name: string;
  /** The module; `platform` for a program of the platform. */
  readonly module: string;
  /** Host and port, as `keyOfTarget` writes them. */
  readonly targets: ReadonlySet<string>;
  /** When the instance was made, in milliseconds since 1970; undefined of a program of the platform. */
  readonly madeAt: number | undefined;
}

/** A program of the platform's own, such as core. */
export interface PlatformClient {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
}

type Objects<T extends KubernetesObject> = Pick<Cache<T>, "get" | "isSynced">;

/** What is watched. */
export interface WatchedObjects {
  /** Of tenants' namespaces. */
  readonly accounts: Objects<ServiceAccount>;
  /** Of the platform's own namespaces. */
  readonly platformAccounts: readonly Objects<ServiceAccount>[];
  readonly instances: Objects<ModuleInstance>;
  readonly modules: Objects<Module>;
}

/** Finds who an account is; undefined when it is nobody that lives. */
export type FindParty = (account: TokenAccount) => EgressParty | undefined;

const platformModule = "platform";
const defaultPort = 443;

/** Makes the finder over live copies of what is watched. */
export function createFindParty(watched: WatchedObjects, platformClients: readonly PlatformClient[]): FindParty {
  return (account) => {
    const key = `${account.namespace}/${account.name}`;
    const ours = platformClients.find(
      ({ namespace, serviceAccount }) => namespace === account.namespace && serviceAccount === account.name,
    );
    if (ours !== undefined) {
      const isLive = watched.platformAccounts.some((accounts) => accounts.get(key)?.metadata.uid === account.uid);
      return isLive ? platformParty(ours, account) : undefined;
    }
    const found = watched.accounts.get(key);
    return found?.metadata.uid === account.uid ? instanceParty(watched, found, account) : undefined;
  };
}

/** Whether everything that decides has been listed once. */
export function isEverythingKnown({ accounts, platformAccounts, instances, modules }: WatchedObjects): boolean {
  return [accounts, ...platformAccounts, instances, modules].every(({ isSynced }) => isSynced);
}

function platformParty({ serviceAccount, hosts }: PlatformClient, { uid }: TokenAccount): EgressParty {
  const targets = new Set(hosts.map((target) => keyOfTarget(target)));
  return { id: uid, tenant: "", name: serviceAccount, module: platformModule, targets, madeAt: undefined };
}

/** The account belongs to an instance by its owner, whose uid must be the living one's: names come again, uids do not. */
function instanceParty(
  { instances, modules }: WatchedObjects,
  { metadata }: Readonly<ServiceAccount>,
  { namespace }: TokenAccount,
): EgressParty | undefined {
  const tenant = tenantOfNamespace(namespace);
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === moduleInstanceKind.kind);
  if (tenant === undefined || owner === undefined || metadata.deletionTimestamp !== undefined) return undefined;
  const instance = instances.get(`${namespace}/${owner.name}`);
  if (instance?.metadata.uid !== owner.uid || instance.metadata.deletionTimestamp !== undefined) return undefined;
  const { module } = instance.spec;
  const targets = targetsOf(modules.get(module));
  const madeAt = Date.parse(instance.metadata.creationTimestamp ?? "");
  return { id: owner.uid, tenant, name: owner.name, module, targets, madeAt: madeAt > 0 ? madeAt : undefined };
}

/** Written by people and by older schemas: a host in another spelling is the same host, one that is none is left out. */
function targetsOf(module: Readonly<Module> | undefined): ReadonlySet<string> {
  const keys = (module?.spec.egress?.hosts ?? []).flatMap(({ host: given, port = defaultPort }) => {
    const host = normalizeHostName(given);
    return host === undefined ? [] : [keyOfTarget({ host, port })];
  });
  return new Set(keys);
}

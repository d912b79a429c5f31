import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Client, ObjectReference, ResourceType } from "@tochka-rosta/controller-runtime";

/** One thing asked of the API server, in RBAC's words. */
export interface Access {
  readonly verb: string;
  readonly group: string;
  /** With the subresource: "tenants/status". */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
  readonly resourceNames?: string[];
}
type NamedObject = { metadata: ObjectReference };
type Options = { subresource?: string; namespace?: string } | undefined;

/** A client that writes down what it asks for, through whichever guard it is asked. */
export function recordAccess(client: Client, record: (access: Access) => void): Client {
  const note = (
    verbs: readonly string[],
    type: ResourceType,
    reference: Partial<ObjectReference>,
    options: Options,
  ): void => {
    const resource = options?.subresource === undefined ? type.plural : `${type.plural}/${options.subresource}`;
    const namespace = reference.namespace ?? options?.namespace ?? "";
    for (const verb of verbs) record({ verb, group: type.group, resource, namespace, name: reference.name ?? "" });
  };
  return {
    ...bindAll(client),
    get: (type, reference, options) => (
      note(["get"], type, reference, undefined),
      client.get(type, reference, options)
    ),
    list: (type, options) => (note(["list"], type, {}, options), client.list(type, options)),
    listPage: (type, options) => (note(["list"], type, {}, options), client.listPage(type, options)),
    watch: (type, options) => (note(["watch"], type, {}, options), client.watch(type, options)),
    create: (type, desired, options) => (
      note(["create"], type, nameless(desired), options),
      client.create(type, desired, options)
    ),
    // Applying what is not there yet creates it; a status is only ever patched.
    apply: (type, desired, options) => {
      note(options.subresource === undefined ? ["create", "patch"] : ["patch"], type, desired.metadata, options);
      return client.apply(type, desired, options);
    },
    replace: (type, object, options) => (
      note(["update"], type, object.metadata, options),
      client.replace(type, object, options)
    ),
    patchJson: (type, reference, operations, options) => (
      note(["patch"], type, reference, options),
      client.patchJson(type, reference, operations, options)
    ),
    patchMerge: (type, reference, patch, options) => (
      note(["patch"], type, reference, options),
      client.patchMerge(type, reference, patch, options)
    ),
    delete: (type, reference, preconditions, options) => (
      note(["delete"], type, reference, undefined),
      client.delete(type, reference, preconditions, options)
    ),
    withWriteGuard: (guard) => recordAccess(client.withWriteGuard(guard), record),
  };
}

/** A creation is authorised without a name. */
function nameless({ metadata }: NamedObject): Partial<ObjectReference> {
  return { namespace: metadata.namespace };
}

function bindAll(client: Client): Client {
  const own = client as unknown as Record<string, unknown>;
  const names = new Set(Object.getOwnPropertyNames(Object.getPrototypeOf(client)));
  const bound = [...names].flatMap((name) => {
    const value = own[name];
    return typeof value === "function" ? [[name, value.bind(client) as unknown] as const] : [];
  });
  return Object.fromEntries(bound) as unknown as Client;
}

/** Whether the chart gives the operator a right, in the namespaces of tenants and outside them. */
export async function readRights(): Promise<(access: Access) => boolean> {
  const text = await readFile(join(import.meta.dirname, "../../../local/platform/manifests/platform.yaml"), "utf8");
  const documents = parseAllDocuments(text).map(
    (document) => document.toJS() as { kind: string; metadata: { name: string }; rules?: Rule[] },
  );
  const rulesOf = (kind: string, name: string): Rule[] =>
    documents.find((document) => document.kind === kind && document.metadata.name === name)?.rules ?? [];
  const everywhere = rulesOf("ClusterRole", "tochka-rosta-operator");
  const inTenants = rulesOf("ClusterRole", "tochka-rosta-operator-tenant");
  const atHome = rulesOf("Role", "tochka-rosta-operator");
  return (access) => {
    const local = access.namespace.startsWith("tenant-")
      ? inTenants
      : access.namespace === "tochka-rosta-system"
        ? atHome
        : [];
    return [...everywhere, ...local].some((rule) => covers(rule, access));
  };
}

function covers(rule: Rule, { verb, group, resource, name }: Access): boolean {
  return (
    rule.apiGroups.includes(group) &&
    rule.resources.includes(resource) &&
    rule.verbs.includes(verb) &&
    (rule.resourceNames === undefined || rule.resourceNames.includes(name))
  );
}

import { randomUUID } from "node:crypto";
import { trackUpdate } from "../apply/track-update.ts";
import { timestamp, type ApiContext } from "../context.ts";
import { alreadyExists, badRequest, forbidden, invalid, notFound } from "../errors.ts";
import { targetOf, type ResourceKind } from "../resource-kind.ts";
import type { JsonValue, KubeObject } from "../objects.ts";
import type { Entry } from "../storage/collection.ts";
import { decodeObject } from "./decode.ts";
import { generateName } from "./names.ts";
import { writerOf, type WriteOptions, type WriteResult } from "./options.ts";
import { settleObject } from "./settle.ts";

/** Creates an object from a request's body. Throws the Status errors of the API. */
export function createObject(
  context: ApiContext,
  kind: ResourceKind,
  namespace: string,
  body: JsonValue,
  options: WriteOptions,
): WriteResult {
  const { object, warnings } = decodeObject(kind, body, options.fieldValidation);
  if (object.metadata.resourceVersion !== undefined && object.metadata.resourceVersion !== "") {
    throw badRequest("resourceVersion can not be set for Create requests");
  }
  nameObject(kind, object, namespace);
  const created = initialize(context, kind, object);
  settleObject(context, kind, created, undefined);
  const writer = writerOf(options, "Update", kind.apiVersion, "");
  created.metadata.managedFields = trackUpdate(kind.mergeType, undefined, created, writer, timestamp(context));
  return { object: storeNew(context, kind, created, options.dryRun), created: true, warnings };
}

/** Gives the object its namespace and, where asked, its generated name. */
function nameObject(kind: ResourceKind, object: KubeObject, namespace: string): void {
  const { metadata } = object;
  if (kind.namespaced && metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request (${metadata.namespace} is not ${namespace})`,
    );
  }
  if (kind.namespaced) metadata.namespace = namespace;
  else delete metadata.namespace;
  if (metadata.name !== undefined && metadata.name !== "") return;
  if (metadata.generateName === undefined || metadata.generateName === "") {
    throw invalid(targetOf(kind), [
      {
        reason: "FieldValueRequired",
        message: "Required value: name or generateName is required",
        field: "metadata.name",
      },
    ]);
  }
  metadata.name = generateName(metadata.generateName);
}

/** The object with the metadata and without the status that a new one has. */
export function initialize(context: ApiContext, kind: ResourceKind, object: KubeObject): KubeObject {
  const { resourceVersion: _, deletionTimestamp: __, deletionGracePeriodSeconds: ___, ...metadata } = object.metadata;
  const created: KubeObject = {
    ...object,
    metadata: {
      ...metadata,
      uid: randomUUID(),
      creationTimestamp: timestamp(context),
      ...(kind.hasGeneration ? { generation: 1 } : {}),
    },
  };
  if (kind.hasStatus && kind.strategy.keepsStatusOnCreate !== true) {
    if (kind.schema === undefined) created["status"] = {};
    else delete created["status"];
  }
  return created;
}

/** Stores an object that must not exist yet; the namespace must, and must not be going away. */
export function storeNew(context: ApiContext, kind: ResourceKind, object: KubeObject, dryRun: boolean): KubeObject {
  const { name = "", namespace = "" } = object.metadata;
  if (kind.namespaced) assertNamespace(context, kind, namespace, name);
  if (context.store.get(kind.collection, namespace, name) !== undefined) throw alreadyExists(targetOf(kind, name));
  if (dryRun) return object;
  const stored = context.store.put(kind.collection, kind.conversion?.toStorage(object) ?? object);
  return served(kind, stored);
}

/** A stored object in the version of the kind. */
export function served(kind: ResourceKind, entry: Entry): KubeObject {
  return kind.conversion?.fromStorage(entry.object) ?? entry.object;
}

function assertNamespace(context: ApiContext, kind: ResourceKind, namespace: string, name: string): void {
  const entry = context.store.get("/namespaces", "", namespace);
  if (entry === undefined) throw notFound({ resource: "namespaces", name: namespace });
  if (entry.object.metadata.deletionTimestamp === undefined) return;
  throw forbidden(
    targetOf(kind, name),
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: "NamespaceTerminating",
        message: `namespace ${namespace} is being terminated`,
        field: "metadata.namespace",
      },
    ],
  );
}

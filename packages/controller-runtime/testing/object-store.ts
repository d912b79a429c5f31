import { isDeepStrictEqual } from "node:util";

import type { KubernetesObject } from "../src/object.ts";

export type StoredObject = KubernetesObject & Record<string, unknown>;
type EventType = "ADDED" | "MODIFIED" | "DELETED";

export interface StoredEvent {
  readonly type: EventType;
  readonly path: string;
  readonly version: number;
  readonly object: StoredObject;
}

/** Why a write is refused, in the API server's words. */
export class Refusal extends Error {
  readonly code: number;
  readonly reason: string;

  constructor(code: number, reason: string) {
    super(reason);
    this.code = code;
    this.reason = reason;
  }
}

/** Objects by their path ("/api/v1/namespaces/a/configmaps/b"), with the API server's rules of versions, finalizers and status. */
export class ObjectStore {
  readonly objects = new Map<string, StoredObject>();
  readonly history: StoredEvent[] = [];
  readonly listeners = new Set<(event: StoredEvent) => void>();
  /** Events up to this version are forgotten: watching from before it is answered with 410. */
  compactedVersion = 0;
  #version = 0;
  #uids = 0;

  get version(): number {
    return this.#version;
  }

  create(path: string, object: StoredObject): StoredObject {
    if (this.objects.has(path)) throw new Refusal(409, "AlreadyExists");
    const metadata = {
      ...object.metadata,
      uid: `uid-${++this.#uids}`,
      generation: 1,
      creationTimestamp: "2026-01-01T00:00:00Z",
    };
    return this.#commit("ADDED", path, { ...object, metadata });
  }

  /** Stores the object as changed; a change of nothing keeps the version, one of more than metadata and status the generation. */
  update(path: string, changed: StoredObject, subresource?: string): StoredObject {
    const current = this.read(path);
    const wantedUid = changed.metadata.uid;
    if (wantedUid !== undefined && wantedUid !== current.metadata.uid) throw new Refusal(409, "Conflict");
    const wantedVersion = changed.metadata.resourceVersion;
    if (wantedVersion !== undefined && wantedVersion !== current.metadata.resourceVersion) {
      throw new Refusal(409, "Conflict");
    }
    const { uid, resourceVersion, creationTimestamp, deletionTimestamp, generation } = current.metadata;
    const isStatus = subresource === "status";
    const next = {
      ...(isStatus ? current : changed),
      ...(isStatus ? { status: changed["status"] } : "status" in current ? { status: current["status"] } : {}),
    } as StoredObject;
    next.metadata = { ...next.metadata, ...defined({ uid, resourceVersion, creationTimestamp, deletionTimestamp }) };
    if (generation !== undefined) next.metadata.generation = isSpecEqual(current, next) ? generation : generation + 1;
    if (next.metadata.finalizers?.length === 0) delete next.metadata.finalizers;
    if (isDeepStrictEqual(current, next)) return current;
    const isGone = deletionTimestamp !== undefined && next.metadata.finalizers === undefined;
    return this.#commit(isGone ? "DELETED" : "MODIFIED", path, next);
  }

  delete(path: string, preconditions: { uid?: string; resourceVersion?: string } = {}): StoredObject {
    const current = this.read(path);
    for (const name of ["uid", "resourceVersion"] as const) {
      const wanted = preconditions[name];
      if (wanted !== undefined && wanted !== current.metadata[name]) throw new Refusal(409, "Conflict");
    }
    if (current.metadata.finalizers === undefined) return this.#commit("DELETED", path, current);
    if (current.metadata.deletionTimestamp !== undefined) return current;
    const metadata = { ...current.metadata, deletionTimestamp: "2026-01-01T00:00:01Z" };
    return this.#commit("MODIFIED", path, { ...current, metadata });
  }

  read(path: string): StoredObject {
    const object = this.objects.get(path);
    if (object === undefined) throw new Refusal(404, "NotFound");
    return object;
  }

  /** Moves the version on without a change, as writes to other resources do. */
  skipVersions(count: number): void {
    this.#version += count;
  }

  #commit(type: EventType, path: string, object: StoredObject): StoredObject {
    const version = ++this.#version;
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    if (type === "DELETED") this.objects.delete(path);
    else this.objects.set(path, stored);
    const event = { type, path, version, object: stored };
    this.history.push(event);
    for (const listener of [...this.listeners]) listener(event);
    return stored;
  }
}

function isSpecEqual(left: StoredObject, right: StoredObject): boolean {
  const { metadata: leftMetadata, status: leftStatus, ...leftRest } = left;
  const { metadata: rightMetadata, status: rightStatus, ...rightRest } = right;
  void [leftMetadata, leftStatus, rightMetadata, rightStatus];
  return isDeepStrictEqual(leftRest, rightRest);
}

function defined<V>(fields: Record<string, V | undefined>): Record<string, V> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, V] => entry[1] !== undefined));
}

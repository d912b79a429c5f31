import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { KubeObject } from "../objects.ts";
import { Collection, type Change, type ChangeListener, type Entry } from "./collection.ts";

const REVISION_BLOCK = 1000;
const DEFAULT_HISTORY_LIMIT = 5000;

interface Row {
  collection: string;
  namespace: string;
  name: string;
  revision: number;
  body: string;
}

/**
 * All objects: in memory for reading, in SQLite for keeping, under one global revision.
 *
 * Journal WAL with `synchronous=NORMAL`: a write that was answered is in the operating system's cache, so it survives
 * SIGKILL of this process; a power cut may lose the last writes, never the file's consistency. Revisions are reserved
 * on disk in blocks, so that none is ever given twice, which costs a gap of at most a block at a restart.
 */
export class Store {
  readonly #database: DatabaseSync;
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;
  readonly #reserve: StatementSync;
  readonly #collections = new Map<string, Collection>();
  readonly #listeners = new Set<ChangeListener>();
  readonly #historyLimit: number;
  readonly #startRevision: number;
  #revision: number;
  #reserved: number;

  /** Opens or creates the file. Throws what SQLite throws when the file cannot be written. */
  constructor(file: string, historyLimit: number = DEFAULT_HISTORY_LIMIT) {
    this.#historyLimit = historyLimit;
    this.#database = new DatabaseSync(file);
    try {
      [this.#upsert, this.#delete, this.#reserve] = this.#prepare();
      const reserved = this.#database.prepare("SELECT value FROM counters WHERE name = 'reserved-revision'").get();
      this.#startRevision = Math.max(Number(reserved?.["value"] ?? 0), 1);
      this.#revision = this.#startRevision;
      this.#reserved = this.#startRevision;
      this.#load();
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  #prepare(): [StatementSync, StatementSync, StatementSync] {
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS objects (
        collection TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
        revision INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (collection, namespace, name)
      ) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
      INSERT OR IGNORE INTO counters VALUES ('reserved-revision', 0);
    `);
    return [
      this.#database.prepare("INSERT OR REPLACE INTO objects VALUES (?, ?, ?, ?, ?)"),
      this.#database.prepare("DELETE FROM objects WHERE collection = ? AND namespace = ? AND name = ?"),
      this.#database.prepare("UPDATE counters SET value = ? WHERE name = 'reserved-revision'"),
    ];
  }

  #load(): void {
    for (const row of this.#database.prepare("SELECT * FROM objects").iterate()) {
      const { collection, namespace, name, revision, body } = row as unknown as Row;
      const object = JSON.parse(body) as KubeObject;
      this.collection(collection).load({ collection, namespace, name, revision, object, json: body });
    }
  }

  /** The revision of the last write. */
  get revision(): number {
    return this.#revision;
  }

  collection(name: string): Collection {
    const known = this.#collections.get(name);
    if (known !== undefined) return known;
    const created = new Collection(this.#startRevision, this.#historyLimit);
    this.#collections.set(name, created);
    return created;
  }

  collections(): IterableIterator<[string, Collection]> {
    return this.#collections.entries();
  }

  get(collection: string, namespace: string, name: string): Entry | undefined {
    return this.collection(collection).get(namespace, name);
  }

  /** Stores the object under its name with the next revision, which is written into it. */
  put(collection: string, object: KubeObject): Entry {
    const { namespace, name } = keyOf(object);
    const previous = this.get(collection, namespace, name);
    const entry = entryOf(collection, object, this.#nextRevision());
    this.#upsert.run(collection, namespace, name, entry.revision, entry.json);
    this.#publish({ type: previous === undefined ? "ADDED" : "MODIFIED", entry, previous });
    return entry;
  }

  /** Removes the object for good; the answer is its last state with the revision of the removal. */
  remove(previous: Entry): Entry {
    const entry = entryOf(previous.collection, previous.object, this.#nextRevision());
    this.#delete.run(previous.collection, previous.namespace, previous.name);
    this.#publish({ type: "DELETED", entry, previous });
    return entry;
  }

  #publish(change: Change): void {
    this.collection(change.entry.collection).apply(change);
    for (const listener of this.#listeners) listener(change);
  }

  /** Calls the listener on every later write to any collection; returns how to stop it. */
  follow(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #nextRevision(): number {
    this.#revision += 1;
    if (this.#revision > this.#reserved) {
      this.#reserved = this.#revision + REVISION_BLOCK;
      this.#reserve.run(this.#reserved);
    }
    return this.#revision;
  }

  close(): void {
    this.#database.close();
  }
}

function keyOf(object: KubeObject): { namespace: string; name: string } {
  return { namespace: object.metadata.namespace ?? "", name: object.metadata.name ?? "" };
}

function entryOf(collection: string, object: KubeObject, revision: number): Entry {
  const { apiVersion, kind, metadata, ...rest } = object;
  const stored: KubeObject = {
    apiVersion,
    kind,
    metadata: { ...metadata, resourceVersion: String(revision) },
    ...rest,
  };
  return { collection, ...keyOf(stored), revision, object: stored, json: JSON.stringify(stored) };
}

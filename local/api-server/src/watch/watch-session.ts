// Over 150 lines: a watch is one small state machine, and its parts are read together.
import type { ServerResponse } from "node:http";
import type { ApiContext } from "../context.ts";
import { tooLargeResourceVersion } from "../errors.ts";
import { servedJson, type Representation } from "../operations/representation.ts";
import type { ResourceKind } from "../resource-kind.ts";
import type { JsonObject, KubeObject } from "../objects.ts";
import { served } from "../operations/create.ts";
import { isSelected, parseRevision, selectedEntries, type Selection } from "../operations/list.ts";
import type { Change, ChangeType, Entry } from "../storage/collection.ts";
import { buildTable, partialMetadata } from "../table/table.ts";

const BOOKMARK_INTERVAL_MILLISECONDS = 60_000;
const DEFAULT_TIMEOUT_SECONDS = 1800;
/** A client that does not read this much is cut off and has to start again. */
const BACKLOG_LIMIT_BYTES = 64 * 1024 * 1024;

export interface WatchRequest {
  readonly kind: ResourceKind;
  readonly selection: Selection;
  readonly representation: Representation;
  readonly query: URLSearchParams;
}

/**
 * Serves a watch until the client goes, its time is up, or the server stops. Throws, before anything is sent, 410 for
 * a version that the history does not reach.
 */
export class WatchSession {
  readonly #context: ApiContext;
  readonly #request: WatchRequest;
  readonly #response: ServerResponse;
  readonly #allowsBookmarks: boolean;
  #sentColumns = false;

  constructor(context: ApiContext, request: WatchRequest, response: ServerResponse) {
    this.#context = context;
    this.#request = request;
    this.#response = response;
    this.#allowsBookmarks = request.query.get("allowWatchBookmarks") === "true";
  }

  start(): void {
    const { query, kind } = this.#request;
    const collection = this.#context.store.collection(kind.collection);
    const revision = parseRevision(query.get("resourceVersion"));
    const current = this.#context.store.revision;
    if (revision !== undefined && revision > current) throw tooLargeResourceVersion(revision, current);
    const sendsInitialEvents = query.get("sendInitialEvents") === "true";
    const startsWithState = sendsInitialEvents || revision === undefined || revision === 0;
    const missed = startsWithState ? [] : collection.changesSince(revision);
    this.#response.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
    this.#response.flushHeaders();
    if (startsWithState) this.#sendState(sendsInitialEvents);
    for (const change of missed) this.#sendChange(change);
    this.#follow();
  }

  #follow(): void {
    const { query, kind } = this.#request;
    const stop = this.#context.store.collection(kind.collection).follow((change) => this.#sendChange(change));
    const stopRemovals = this.#context.kinds.followRemovals((collection) => {
      if (collection === kind.collection) this.#response.end();
    });
    const seconds = Number(query.get("timeoutSeconds") ?? 0) || DEFAULT_TIMEOUT_SECONDS;
    const timeout = setTimeout(() => this.#response.end(), seconds * 1000);
    const bookmarks = setInterval(() => this.#sendBookmark({}), BOOKMARK_INTERVAL_MILLISECONDS);
    this.#response.once("close", () => {
      stop();
      stopRemovals();
      clearTimeout(timeout);
      clearInterval(bookmarks);
    });
  }

  #sendState(endsWithBookmark: boolean): void {
    const collection = this.#context.store.collection(this.#request.kind.collection);
    for (const entry of selectedEntries(collection, this.#request.selection)) this.#send("ADDED", entry);
    if (endsWithBookmark) this.#sendBookmark({ annotations: { "k8s.io/initial-events-end": "true" } });
  }

  /** An object that begins or ceases to match the selector is added or deleted as far as this watch goes. */
  #sendChange(change: Change): void {
    const { entry, previous, type } = change;
    const matched = previous !== undefined && isSelected(this.#request.selection, previous);
    const matches = type !== "DELETED" && isSelected(this.#request.selection, entry);
    if (matches) this.#send(matched ? "MODIFIED" : "ADDED", entry);
    else if (matched) this.#send("DELETED", entry);
  }

  #send(type: ChangeType, entry: Entry): void {
    const { kind, representation } = this.#request;
    if (representation.form === "object") {
      this.#write(`{"type":"${type}","object":${servedJson(kind, entry)}}\n`);
      return;
    }
    const object = this.#rendered(served(kind, entry));
    this.#write(`${JSON.stringify({ type, object })}\n`);
  }

  /** Column definitions come with the first event only, as the API server does it. */
  #rendered(object: KubeObject): JsonObject {
    const { kind, representation } = this.#request;
    if (representation.form === "metadata") return partialMetadata(object);
    const metadata = { resourceVersion: object.metadata.resourceVersion ?? "" };
    const table = buildTable(kind, [object], metadata, representation.include);
    if (this.#sentColumns) delete table["columnDefinitions"];
    this.#sentColumns = true;
    return table;
  }

  #sendBookmark(metadata: JsonObject): void {
    if (!this.#allowsBookmarks) return;
    const { kind, representation } = this.#request;
    const marked = { resourceVersion: String(this.#context.store.revision), creationTimestamp: null, ...metadata };
    const bookmark = { kind: kind.kind, apiVersion: kind.apiVersion, metadata: marked };
    const table = { kind: "Table", apiVersion: "meta.k8s.io/v1", metadata: marked, rows: [] };
    this.#write(
      `${JSON.stringify({ type: "BOOKMARK", object: representation.form === "table" ? table : bookmark })}\n`,
    );
  }

  #write(line: string): void {
    if (this.#response.writableLength > BACKLOG_LIMIT_BYTES) this.#response.destroy();
    else if (!this.#response.writableEnded) this.#response.write(line);
  }
}

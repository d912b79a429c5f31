import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { matchesLabelSelector } from "../src/cache/label-selector.ts";
import type { ClusterConfig } from "../src/config/cluster-config.ts";
import { fixedToken } from "../src/config/credentials.ts";
import { objectPath } from "../src/client/paths.ts";
import { apiVersionOf, type KubernetesObject, type ResourceType } from "../src/object.ts";
import { ObjectStore, Refusal, type StoredEvent, type StoredObject } from "./object-store.ts";
import { jsonPatch, mergePatch } from "./patches.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
  readonly isWatch: boolean;
}

/** Does something else than answer; the response is its own from then on. */
export type Fault = (response: ServerResponse, request: SeenRequest) => void;

/** Faults to inject. */
export const fault = {
  status:
    (code: number, reason: string, headers: Record<string, string> = {}): Fault =>
    (response) => {
      response.writeHead(code, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify({ kind: "Status", code, reason, message: reason }));
    },
  reset: (): Fault => (response) => void response.socket?.destroy(),
  hang: (): Fault => () => undefined,
  /** Answers 200 with these lines and leaves the stream open, or ends or breaks it. */
  stream:
    (lines: readonly string[], then: "open" | "end" | "reset" = "open"): Fault =>
    (response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.flushHeaders();
      response.write(lines.map((line) => `${line}\n`).join(""), () => {
        if (then === "reset") response.socket?.destroy();
        else if (then === "end") response.end();
      });
    },
};

/** An API server in this process, over real HTTP, for objects of any kind, with faults on demand. */
export class TestApiServer {
  readonly store = new ObjectStore();
  readonly requests: SeenRequest[] = [];
  /** Asked for each request; what it returns happens instead of the answer. */
  intercept: (request: SeenRequest) => Fault | undefined = () => undefined;
  readonly #server: Server;
  readonly #watches = new Set<ServerResponse>();

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<TestApiServer> {
    const server = new TestApiServer();
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get config(): ClusterConfig {
    const { port } = this.#server.address() as AddressInfo;
    return { server: `http://127.0.0.1:${port}`, namespace: "default", credentials: fixedToken("test") };
  }

  get liveWatches(): number {
    return this.#watches.size;
  }

  /** The writes so far, "METHOD path", without those to leases. */
  get writes(): string[] {
    return this.requests
      .filter(({ method, path }) => method !== "GET" && !path.includes("/leases"))
      .map(({ method, path }) => `${method} ${path}`);
  }

  /** Creates or changes an object behind everybody's back. */
  put<T extends KubernetesObject>(resource: ResourceType<T>, object: Omit<T, "apiVersion" | "kind">): T {
    const path = objectPath(resource, object.metadata);
    const full = { apiVersion: apiVersionOf(resource), kind: resource.kind, ...object } as unknown as StoredObject;
    const stored = this.store.objects.has(path) ? this.store.update(path, full) : this.store.create(path, full);
    return stored as unknown as T;
  }

  find<T extends KubernetesObject>(resource: ResourceType<T>, name: string, namespace?: string): T | undefined {
    return this.store.objects.get(objectPath(resource, { name, namespace })) as unknown as T | undefined;
  }

  remove(resource: ResourceType, name: string, namespace?: string): void {
    this.store.delete(objectPath(resource, { name, namespace }));
  }

  /** Breaks every open watch. */
  dropWatches(how: "reset" | "end"): void {
    for (const response of this.#watches) {
      if (how === "reset") response.socket?.destroy();
      else response.end();
    }
  }

  bookmark(resource: ResourceType): void {
    const metadata = { resourceVersion: String(this.store.version) };
    const object = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
    for (const response of this.#watches) response.write(`${JSON.stringify({ type: "BOOKMARK", object })}\n`);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => undefined);
    const url = new URL(request.url ?? "/", "http://localhost");
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const seen: SeenRequest = {
      method: request.method ?? "GET",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
      isWatch: url.searchParams.get("watch") === "true",
    };
    this.requests.push(seen);
    const injected = this.intercept(seen);
    if (injected !== undefined) return injected(response, seen);
    try {
      if (seen.isWatch) this.#watch(seen, response);
      else send(response, seen.method === "POST" ? 201 : 200, this.#answer(seen));
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, String(error));
      fault.status(refusal.code, refusal.reason)(response, seen);
    }
  }

  #answer({ method, path, query, headers, body }: SeenRequest): object {
    const [, objectPathname = path, subresource] = /^(.*?)(?:\/(status|scale))?$/.exec(path) ?? [];
    if (method === "POST") return this.store.create(`${path}/${nameOf(body)}`, body as StoredObject);
    if (method === "PUT") return this.store.update(objectPathname, body as StoredObject, subresource);
    if (method === "DELETE") {
      const { preconditions } = body as { preconditions?: { uid?: string } };
      return this.store.delete(path, preconditions);
    }
    if (method === "PATCH") return this.#patch(objectPathname, subresource, headers["content-type"] ?? "", body);
    return this.store.objects.get(path) ?? this.#list(path, query);
  }

  #patch(path: string, subresource: string | undefined, contentType: string, body: unknown): object {
    if (contentType.startsWith("application/json-patch")) {
      const patched = jsonPatch(this.store.read(path), body as { op: string; path: string }[]);
      return this.store.update(path, { ...patched, metadata: withoutVersion(patched) }, subresource);
    }
    const { uid } = (body as Partial<StoredObject>).metadata ?? {};
    const isStranger = uid !== undefined && uid !== this.store.objects.get(path)?.metadata.uid;
    if (contentType.startsWith("application/apply-patch") && isStranger) throw new Refusal(409, "Conflict");
    if (contentType.startsWith("application/apply-patch") && !this.store.objects.has(path)) {
      return this.store.create(path, body as StoredObject);
    }
    const merged = mergePatch(this.store.read(path), body) as StoredObject;
    return this.store.update(path, { ...merged, metadata: withoutVersion(merged) }, subresource);
  }

  #list(path: string, query: URLSearchParams): object {
    if (!/\/[a-z]+$/.test(path) || this.#isObjectPath(path)) throw new Refusal(404, "NotFound");
    const all = [...this.store.objects].filter(([key]) => isWithin(key, path)).map(([, object]) => object);
    const matching = all.filter(({ metadata }) =>
      matchesLabelSelector(query.get("labelSelector") ?? "", metadata.labels),
    );
    const start = Number(query.get("continue") ?? 0);
    const limit = Number(query.get("limit") ?? matching.length);
    const rest = start + limit < matching.length ? { continue: String(start + limit) } : {};
    const items = matching.slice(start, start + limit).map(({ metadata, ...others }) => {
      const { apiVersion, kind, ...fields } = others;
      void [apiVersion, kind];
      return { metadata, ...fields };
    });
    return { kind: "List", metadata: { resourceVersion: String(this.store.version), ...rest }, items };
  }

  /** A path of a single object has an odd number of names after the namespace. */
  #isObjectPath(path: string): boolean {
    const names = path.replace(/^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)\//, "").split("/");
    const scoped = names[0] === "namespaces" && names.length > 2 ? names.slice(2) : names;
    return scoped.length % 2 === 0;
  }

  #watch({ path, query }: SeenRequest, response: ServerResponse): void {
    const from = Number(query.get("resourceVersion") ?? 0);
    if (from < this.store.compactedVersion) throw new Refusal(410, "Expired");
    const selector = query.get("labelSelector") ?? "";
    const deliver = (event: StoredEvent): void => {
      const isWanted = isWithin(event.path, path) && matchesLabelSelector(selector, event.object.metadata.labels);
      if (isWanted) response.write(`${JSON.stringify({ type: event.type, object: event.object })}\n`);
    };
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    for (const event of this.store.history) if (event.version > from) deliver(event);
    this.store.listeners.add(deliver);
    this.#watches.add(response);
    response.on("close", () => {
      this.store.listeners.delete(deliver);
      this.#watches.delete(response);
    });
  }
}

/** Whether an object's path belongs to a collection, that over all namespaces included. */
function isWithin(objectPathname: string, collection: string): boolean {
  const withoutNamespace = objectPathname.replace(/\/namespaces\/[^/]+\/(?=[a-z]+\/)/, "/");
  return [objectPathname, withoutNamespace].some((path) => path.slice(0, path.lastIndexOf("/")) === collection);
}

function withoutVersion(object: StoredObject): StoredObject["metadata"] {
  const { resourceVersion, ...metadata } = object.metadata;
  void resourceVersion;
  return metadata;
}

function nameOf(body: unknown): string {
  return (body as KubernetesObject).metadata.name;
}

function send(response: ServerResponse, code: number, body: object): void {
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}

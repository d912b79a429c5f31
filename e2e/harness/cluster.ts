import { readFile } from "node:fs/promises";
import { Agent, request } from "undici";
import { parse } from "yaml";

/** The parts of a Kubernetes object that tests look at. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly status?: Readonly<Record<string, unknown>> & {
    readonly conditions?: readonly Condition[];
    readonly url?: string;
  };
  /** Of an Event: what it is about. */
  readonly regarding?: { readonly name: string };
}

/** A condition of an object's status. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

interface Kubeconfig {
  readonly clusters: readonly {
    readonly cluster: { readonly server: string; readonly "certificate-authority-data": string };
  }[];
  readonly users: readonly {
    readonly user: {
      readonly token?: string;
      readonly "client-certificate-data"?: string;
      readonly "client-key-data"?: string;
    };
  }[];
}

const fromBase64 = (text: string) => Buffer.from(text, "base64").toString();

/** A plain client for the cluster, apart from the one under test. */
export class Cluster {
  readonly #server: string;
  readonly #token: string | undefined;
  readonly #agent: Agent;

  constructor(server: string, token: string | undefined, connect: Agent.Options["connect"]) {
    this.#server = server;
    this.#token = token;
    this.#agent = new Agent({ ...(connect && { connect }) });
  }

  /** Reads server, CA and token (or the client's certificate) out of a kubeconfig file that holds them itself. */
  static async connect(kubeconfigPath: string): Promise<Cluster> {
    const { clusters, users } = parse(await readFile(kubeconfigPath, "utf8")) as Kubeconfig;
    const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
    if (!cluster || !user) throw new Error(`${kubeconfigPath} names no cluster or no user`);
    const { token, "client-certificate-data": certificate, "client-key-data": key } = user;
    return new Cluster(cluster.server, token, {
      ca: fromBase64(cluster["certificate-authority-data"]),
      ...(certificate && key && { cert: fromBase64(certificate), key: fromBase64(key) }),
    });
  }

  /** One object, or undefined where there is none. */
  async get(path: string): Promise<ClusterObject | undefined> {
    const { status, body } = await this.#send("GET", path);
    if (status === 404) return undefined;
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body as ClusterObject;
  }

  /** All objects below a collection's path. */
  async list(path: string): Promise<readonly ClusterObject[]> {
    const { status, body } = await this.#send("GET", path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return (body as { items: ClusterObject[] }).items;
  }

  /** What `kubectl get -o wide` shows of a collection, or of one object: the columns that the server gives it. */
  async table(path: string): Promise<readonly (readonly string[])[]> {
    const { status, body } = await this.#send("GET", path, undefined, "application/json;as=Table;v=v1;g=meta.k8s.io");
    if (status === 404) return [["not found"]];
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    const { columnDefinitions, rows } = body as {
      columnDefinitions: { name: string }[];
      rows: { cells: unknown[] }[];
    };
    const head = columnDefinitions.map(({ name }) => name.toUpperCase());
    return [
      head,
      ...rows.map(({ cells }) => cells.map((cell) => (typeof cell === "string" ? cell : JSON.stringify(cell ?? "")))),
    ];
  }

  /** Merge-patches an object and resolves to what the server made of it. */
  async patch(path: string, change: unknown): Promise<ClusterObject> {
    const { status, body } = await this.#send("PATCH", path, change);
    if (status !== 200) throw new Error(`PATCH ${path}: ${status} ${JSON.stringify(body)}`);
    return body as ClusterObject;
  }

  /** Creates an object in a collection. */
  async create(path: string, object: unknown): Promise<ClusterObject> {
    const { status, body } = await this.#send("POST", path, object);
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
    return body as ClusterObject;
  }

  /** Asks for an object to be deleted, as kubectl does; what holds it back may take a while. */
  async delete(path: string): Promise<void> {
    const { status, body } = await this.#send("DELETE", path);
    if (status !== 200 && status !== 202) throw new Error(`DELETE ${path}: ${status} ${JSON.stringify(body)}`);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #send(
    method: "GET" | "PATCH" | "POST" | "DELETE",
    path: string,
    change?: unknown,
    accept = "application/json",
  ): Promise<{ status: number; body: unknown }> {
    const answer = await request(`${this.#server}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: {
        ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` }),
        "user-agent": "tochka-rosta-e2e",
        accept,
        ...(change !== undefined && {
          "content-type": method === "POST" ? "application/json" : "application/merge-patch+json",
        }),
      },
      ...(change !== undefined && { body: JSON.stringify(change) }),
    });
    return { status: answer.statusCode, body: await answer.body.json() };
  }
}

const group = "/apis/tochkarosta.online/v1alpha1";

/** Paths of the objects that tests read. */
export const paths = {
  tenants: `${group}/tenants`,
  tenant: (name: string) => `${group}/tenants/${name}`,
  allModuleInstances: `${group}/moduleinstances`,
  moduleInstances: (tenant: string) => `${group}/namespaces/tenant-${tenant}/moduleinstances`,
  moduleInstance: (tenant: string, name: string) => `${group}/namespaces/tenant-${tenant}/moduleinstances/${name}`,
  hostClaims: `${group}/hostclaims`,
  hostClaim: (host: string) => `${group}/hostclaims/${host}`,
  modules: `${group}/modules`,
  namespace: (name: string) => `/api/v1/namespaces/${name}`,
  namespaces: "/api/v1/namespaces",
  secret: (namespace: string, name: string) => `/api/v1/namespaces/${namespace}/secrets/${name}`,
  pods: (namespace: string) => `/api/v1/namespaces/${namespace}/pods`,
  deployments: (namespace: string) => `/apis/apps/v1/namespaces/${namespace}/deployments`,
  events: (namespace: string) => `/apis/events.k8s.io/v1/namespaces/${namespace}/events`,
  networkPolicies: (namespace: string) => `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`,
} as const;

/** A condition of an object by its type. */
export function conditionOf(object: ClusterObject | undefined, type: string): Condition | undefined {
  return object?.status?.conditions?.find((condition) => condition.type === type);
}

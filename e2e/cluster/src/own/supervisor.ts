import { Agent, request } from "undici";
import type { PartName } from "./plan.ts";

/** A part as the supervisor describes it. */
export interface PartState {
  readonly name: PartName;
  readonly state: "running" | "paused" | "slow" | "waiting" | "stopped";
  /** Within the cluster; 0 when it does not run. */
  readonly pid: number;
  readonly starts: number;
}

export type PartAction = "pause" | "resume" | "kill" | "restart" | "stop" | "start" | "slow";

/** Speaks with the first process of a cluster over its socket. */
export class Supervisor {
  readonly #agent: Agent;

  constructor(socketPath: string) {
    // Restarting a node ends hundreds of processes first.
    this.#agent = new Agent({ connect: { socketPath }, headersTimeout: 60_000 });
  }

  async parts(): Promise<readonly PartState[]> {
    return (await this.#request("GET", "/parts")) as PartState[];
  }

  async act(part: PartName, action: PartAction, body?: object): Promise<void> {
    await this.#request("POST", `/parts/${part}/${action}`, body);
  }

  async restartNode(): Promise<void> {
    await this.#request("POST", "/node/restart");
  }

  /** @returns the revision before which etcd remembers nothing now. */
  async compactEtcd(): Promise<string> {
    return ((await this.#request("POST", "/etcd/compact")) as { revision: string }).revision;
  }

  async close(): Promise<void> {
    // Not close(): that refuses to be called twice.
    await this.#agent.destroy();
  }

  async #request(method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
    const answer = await request(`http://supervisor${path}`, {
      method,
      dispatcher: this.#agent,
      ...(body && { body: JSON.stringify(body) }),
    });
    const value = await answer.body.json();
    if (answer.statusCode !== 200)
      throw new Error(`The cluster refused ${path}: ${(value as { error: string }).error}`);
    return value;
  }
}

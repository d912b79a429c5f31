import { type Client } from "../src/client/client.ts";
import { createClient } from "../src/client/create-client.ts";
import type { ControllerOptions, Reconciler } from "../src/controller/types.ts";
import { createManager } from "../src/manager/create-manager.ts";
import type { Manager } from "../src/manager/types.ts";
import { fastClock } from "./fast-clock.ts";
import { type Widget, widgets } from "./resources.ts";
import { TestApiServer } from "./test-api-server.ts";

const clock = fastClock(100);
/** A real minute: limits that no test waits for must not shrink with the clock. */
const limitMilliseconds = 100 * 60_000;

/** An API server and a manager with one controller of widgets. */
export class ControllerHarness {
  readonly server: TestApiServer;
  readonly client: Client;
  readonly manager: Manager;
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();

  private constructor(server: TestApiServer) {
    this.server = server;
    this.client = createClient({ config: server.config, clock });
    this.manager = createManager({
      client: this.client,
      name: "test",
      clock,
      cacheSyncTimeoutMilliseconds: limitMilliseconds,
      shutdownGraceMilliseconds: limitMilliseconds,
    });
  }

  static async create(): Promise<ControllerHarness> {
    return new ControllerHarness(await TestApiServer.start());
  }

  start(reconciler: Reconciler<Widget>, options: Partial<ControllerOptions<Widget>> = {}): void {
    const defaults = {
      name: "widget",
      for: { resource: widgets },
      resyncMilliseconds: 0,
      timeoutMilliseconds: limitMilliseconds,
    };
    this.manager.addController({ ...defaults, reconciler, ...options });
    this.#running = this.manager.start(this.#abort.signal);
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
    await this.client.close();
    await this.server.stop();
  }

  putWidget(name: string, size = 1): Widget {
    return this.server.put(widgets, { metadata: { name, namespace: "test" }, spec: { size } });
  }

  changeWidget(name: string, change: Partial<Widget>): void {
    const widget = this.server.find(widgets, name, "test");
    if (widget === undefined) throw new Error(`no widget ${name}`);
    this.server.put(widgets, { ...widget, ...change, metadata: { ...widget.metadata, ...change.metadata } });
  }

  cached(name: string): Readonly<Widget> | undefined {
    return this.manager.caches.for({ resource: widgets }).get(`test/${name}`);
  }

  /** Whether /metrics has exactly this line. */
  async hasMetric(line: string): Promise<boolean> {
    return (await this.manager.metrics.registry.metrics()).split("\n").includes(line);
  }
}

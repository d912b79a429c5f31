import { mkdirSync, writeFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describeError, type Clock, type Timer } from "@tochka-rosta/controller-runtime";
import type { Container, Pod, PodStatus } from "../cluster/resources.ts";
import { findFreePort, identifyProcess, isPortFree } from "@tochka-rosta/testing";
import { ContainerLog } from "./container-log.ts";
import type { Launch } from "./container-process.ts";
import { ContainerRunner, UnknownImageError, type ContainerSurroundings } from "./container-runner.ts";
import { buildEnvironment, moveMountPaths, movePorts, type ConfigurationReader } from "./environment.ts";
import { workingDirectoryOf, type FindImage, type LocalImage } from "./image-table.ts";
import { portAnnotation, type LocalPorts } from "./local-ports.ts";
import { buildPodStatus } from "./pod-status.ts";
import { ProjectedTokens, type RequestToken } from "./projected-tokens.ts";
import { linkMounts, planVolume, writeVolume, type VolumeFiles } from "./volumes.ts";

/** What a pod's runner needs of the node. */
export interface PodSurroundings {
  /** The pod's own folder: volumes, logs, the record of its processes. */
  directory: string;
  configuration: ConfigurationReader;
  /** A token of the pod's service account, bound to the pod. */
  requestToken: RequestToken;
  clock: Pick<Clock, "now" | "setTimeout">;
  /** The kubeconfig that stands for the pod's service account; undefined for a pod that wants none. */
  apiAccess(): string | undefined;
  findImage: FindImage;
  ports: LocalPorts;
  /** Called after every change; the newest status counts. */
  onStatus(status: PodStatus): void;
  onEvent(type: "Normal" | "Warning", reason: string, note: string): void;
  onLine(container: string, line: string): void;
}

/** Runs the containers of one pod as local processes, from its creation to its end. */
export class PodRunner {
  readonly pod: Readonly<Pod>;
  readonly #node: PodSurroundings;
  readonly #initContainers: ContainerRunner[] = [];
  readonly #containers: ContainerRunner[];
  readonly #tokens: ProjectedTokens;
  #renewal: Timer | undefined;
  readonly #written = new Map<string, VolumeFiles>();
  #volumeWork: Promise<void> = Promise.resolve();
  #volumeVersion = Date.now();
  #status: PodStatus | undefined;
  #stopping: Promise<void> | undefined;
  #isLeaving = false;

  constructor(pod: Readonly<Pod>, surroundings: PodSurroundings) {
    this.pod = pod;
    this.#node = surroundings;
    const { requestToken: request, clock } = surroundings;
    this.#tokens = new ProjectedTokens(pod, { request, now: () => clock.now() });
    mkdirSync(surroundings.directory, { recursive: true, mode: 0o700 });
    const initialized = this.#startInitContainers();
    this.#containers = pod.spec.containers.map((container) => {
      const earlier = pod.status?.containerStatuses?.find(({ name }) => name === container.name);
      return new ContainerRunner(container, { ...this.#surround(container), turn: initialized }, earlier);
    });
    this.#report();
  }

  /** Each waits for the one before it. They run again at the platform's next start, as after a node's restart. */
  #startInitContainers(): Promise<boolean> | undefined {
    const { initContainers = [], restartPolicy } = this.pod.spec;
    let turn: Promise<boolean> | undefined;
    for (const container of initContainers) {
      const surroundings: ContainerSurroundings = {
        ...this.#surround(container),
        turn: turn ?? Promise.resolve(true),
        restartPolicy: restartPolicy === "Never" ? "Never" : "OnFailure",
      };
      const earlier = this.pod.status?.initContainerStatuses?.find(({ name }) => name === container.name);
      const runner = new ContainerRunner(container, surroundings, earlier);
      this.#initContainers.push(runner);
      turn = runner.ended.then(() => runner.hasSucceeded);
    }
    return turn;
  }

  get #all(): readonly ContainerRunner[] {
    return [...this.#initContainers, ...this.#containers];
  }

  /** As reported last. */
  get status(): PodStatus | undefined {
    return this.#status;
  }

  /** A Secret or ConfigMap of the namespace changed: bring files up to date, wake containers that wait for it. */
  refreshVolumes(): void {
    // A source that vanished keeps its last files, as with a kubelet; the next start of a container complains.
    this.#writeVolumes().then(
      () => this.#all.forEach((container) => container.wake()),
      () => undefined,
    );
  }

  /** The log of a container (the first one unless named); undefined when there is no such container or run. */
  findLog(containerName: string | undefined, isPrevious: boolean): ContainerLog | undefined {
    const named = this.#all.find(({ container }) => container.name === containerName);
    return (containerName ? named : this.#containers[0])?.findLog(isPrevious);
  }

  /**
   * Starts the programs of an image again, see {@link ContainerRunner.restart}. Settles with whether each became ready; empty when no
   * container of this pod has the image.
   */
  restart(image: string, graceSeconds: number): Promise<boolean[]> {
    const matching = this.#containers.filter(({ container }) => container.image === image);
    return Promise.all(matching.map((container) => container.restart(graceSeconds)));
  }

  /** Ends all programs; settles when they are gone. Hasty: without the farewells that their preStop asks for. */
  stop(graceSeconds?: number, { isHasty = false } = {}): Promise<void> {
    this.#isLeaving = true;
    this.#renewal?.cancel();
    if (isHasty) this.#all.forEach((container) => container.hurry());
    this.#stopping ??= Promise.all(this.#all.map((container) => container.stop(graceSeconds))).then(() => {
      this.#node.ports.forget(this.pod.metadata.uid ?? "");
    });
    return this.#stopping;
  }

  /** Deletes the pod's folder, logs included. */
  async removeFiles(): Promise<void> {
    await this.#volumeWork.catch(() => undefined); // Else it would write into the folder being deleted.
    await rm(this.#node.directory, { recursive: true, force: true });
  }

  #surround(container: Container): ContainerSurroundings {
    const { spec } = this.pod;
    return {
      prepare: () => this.#prepare(container),
      openLog: (restartCount) =>
        new ContainerLog(join(this.#node.directory, "logs", container.name, `${restartCount}.log`)),
      resolvePort: (port) => this.#resolvePort(container, port),
      recordProcess: (pid) => this.#recordProcess(container, pid),
      onChange: () => this.#report(),
      onEvent: (type, reason, note) => this.#node.onEvent(type, reason, note),
      onLine: (line) => this.#node.onLine(container.name, line),
      restartPolicy: spec.restartPolicy ?? "Always",
      graceSeconds: spec.terminationGracePeriodSeconds ?? 30,
    };
  }

  async #prepare(container: Container): Promise<Launch> {
    // It would be waited for until it ends, which it never does.
    if (container.restartPolicy === "Always") throw new Error("the local node has no sidecars (restartPolicy: Always)");
    const image = await this.#node.findImage(container.image);
    if (!image) throw new UnknownImageError("not in this machine's image table (is it built?)");
    await this.#writeVolumes();
    const root = join(this.#node.directory, "root");
    await mkdir(root, { recursive: true });
    await linkMounts(container, root, join(this.#node.directory, "volumes"));
    const declared = buildEnvironment(container, this.pod, this.#node.configuration);
    const mountPaths = (container.volumeMounts ?? []).map(({ mountPath }) => mountPath);
    const localPorts = await this.#allocatePorts(container);
    const [firstPort] = localPorts.values();
    const environment = {
      PATH: process.env["PATH"] ?? "/usr/bin:/bin",
      HOME: root,
      LANG: "C.UTF-8",
      TZ: "UTC",
      HOSTNAME: this.pod.metadata.name,
      ...(await this.#writeApiAccess()),
      ...movePorts(moveMountPaths(declared, mountPaths, root), localPorts),
      HOST: "127.0.0.1",
      ...(firstPort !== undefined && { PORT: String(firstPort) }),
    };
    return { ...buildCommand(container, image), environment, workingDirectory: workingDirectoryOf(image) };
  }

  /** One write at a time, so that an older plan cannot overtake a newer one. */
  #writeVolumes(): Promise<void> {
    this.#volumeWork = this.#volumeWork
      .catch(() => undefined)
      .then(async () => {
        await this.#tokens.renew().finally(() => this.#scheduleRenewal());
        for (const volume of this.pod.spec.volumes ?? []) {
          const files = planVolume(volume, this.#node.configuration, (projection) => this.#tokens.find(projection));
          const directory = join(this.#node.directory, "volumes", volume.name);
          if (!files) await mkdir(directory, { recursive: true });
          else if (!isDeepStrictEqual(this.#written.get(volume.name), files)) {
            this.#volumeVersion += 1;
            await writeVolume(directory, files, String(this.#volumeVersion));
            this.#written.set(volume.name, files);
          }
        }
      });
    return this.#volumeWork;
  }

  #scheduleRenewal(): void {
    this.#renewal?.cancel();
    const { clock } = this.#node;
    const { dueAt } = this.#tokens;
    if (dueAt === undefined || this.#isLeaving) return;
    this.#renewal = clock.setTimeout(() => this.refreshVolumes(), Math.max(dueAt - clock.now(), 0));
  }

  /** Written at every start of a container: the API server may have moved since the last one. */
  async #writeApiAccess(): Promise<Record<string, string>> {
    const kubeconfig = this.#node.apiAccess();
    if (kubeconfig === undefined) return {};
    const file = join(this.#node.directory, "kubeconfig");
    await writeFile(file, kubeconfig, { mode: 0o600 });
    return { KUBECONFIG: file };
  }

  /** Container port to local port, in the container's order. */
  async #allocatePorts(container: Container): Promise<ReadonlyMap<number, number>> {
    const uid = this.pod.metadata.uid ?? "";
    const pinned = Number(this.pod.metadata.annotations?.[portAnnotation]);
    const localPorts = new Map<number, number>();
    for (const [index, { containerPort }] of (container.ports ?? []).entries()) {
      const isPinned = index === 0 && container === this.pod.spec.containers[0] && Number.isInteger(pinned);
      // Its last holder may be a pod that is still ending.
      if (isPinned && !(await isPortFree(pinned))) throw new Error(`local port ${pinned} is in use`);
      const port = isPinned ? pinned : await findFreePort(this.#node.ports.find(uid, containerPort));
      this.#node.ports.set(uid, containerPort, port);
      localPorts.set(containerPort, port);
    }
    return localPorts;
  }

  #resolvePort(container: Container, port: number | string): number | undefined {
    const named = container.ports?.find(({ name }) => name === port)?.containerPort;
    return this.#node.ports.find(this.pod.metadata.uid, typeof port === "number" ? port : named);
  }

  #recordProcess(container: Container, pid: number | undefined): void {
    const identity = pid === undefined ? undefined : identifyProcess(pid);
    const file = join(this.#node.directory, `${container.name}.process.json`);
    try {
      writeFileSync(file, JSON.stringify(identity ?? {}), { mode: 0o600 });
    } catch (error) {
      // The program runs all the same; only its watcher is left to end it if we are killed.
      this.#node.onEvent("Warning", "RecordFailed", describeError(error));
    }
  }

  #report(): void {
    // The first change may come while the constructor still makes the containers.
    const containers = (this.#containers as ContainerRunner[] | undefined)?.map((container) => container.status());
    if (!containers) return;
    const initContainers = this.#initContainers.map((container) => container.status());
    const before = this.#status ?? this.pod.status;
    this.#status = buildPodStatus(this.pod, { initContainers, containers }, before, new Date());
    this.#node.onStatus(this.#status);
  }
}

function buildCommand(container: Container, image: LocalImage): Pick<Launch, "command" | "arguments"> {
  const words = container.args ?? [];
  const [program, ...rest] = container.command ?? [];
  if (program === undefined) {
    return { command: process.execPath, arguments: [...image.nodeOptions, image.entry, ...words] };
  }
  return { command: program === "node" ? process.execPath : program, arguments: [...rest, ...words] };
}

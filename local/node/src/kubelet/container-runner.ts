import { once } from "node:events";
import { describeError } from "@tochka-rosta/controller-runtime";
import type { Container, ContainerState, ContainerStatus } from "../cluster/resources.ts";
import { computeBackOff, restartBackOff } from "./back-off.ts";
import type { ContainerLog } from "./container-log.ts";
import { startContainerProcess, type ContainerProcess, type Launch, type ProcessEnd } from "./container-process.ts";
import { MissingConfigurationError } from "./environment.ts";
import { runPreStop } from "./pre-stop.ts";
import { watchHealth } from "./watch-health.ts";

/** The image is not in this machine's table. */
export class UnknownImageError extends Error {
  override readonly name = "UnknownImageError";
}

/** What a container's runner needs of its pod. */
export interface ContainerSurroundings {
  /** Resolves once the init containers before this one are done: to false when they never will be. Absent: at once. */
  turn?: Promise<boolean> | undefined;
  /** @throws UnknownImageError, MissingConfigurationError: the container waits and asks again */
  prepare(): Promise<Launch>;
  openLog(restartCount: number): ContainerLog;
  resolvePort(port: number | string): number | undefined;
  /** The process was started, or has ended (undefined): kept on disk, so that leftovers can be found. */
  recordProcess(pid: number | undefined): void;
  onChange(): void;
  onEvent(type: "Normal" | "Warning", reason: string, note: string): void;
  onLine(line: string): void;
  restartPolicy: "Always" | "OnFailure" | "Never";
  graceSeconds: number;
}

/** A restart that was requested. */
interface Restart {
  /** Until the run that takes up the change begins. */
  isPending: boolean;
  settle(isReady: boolean): void;
}

const recheckMilliseconds = 1_000;

/** A kubelet's events name these states otherwise than the state itself. */
const eventReasons: Readonly<Record<string, string>> = { CrashLoopBackOff: "BackOff", ImagePullBackOff: "Failed" };

/** Keeps one container running: starts, probes, restarts with back-off, as a kubelet does. */
export class ContainerRunner {
  readonly container: Container;
  readonly #pod: ContainerSurroundings;
  readonly #stop = new AbortController();
  readonly #hurry = new AbortController();
  #state: ContainerState;
  #lastState: ContainerState = {};
  #restartCount: number;
  #isStarted = false;
  #isReady = false;
  #isLeaving = false;
  #process: ContainerProcess | undefined;
  #log: ContainerLog | undefined;
  #previousLog: ContainerLog | undefined;
  #wake: () => void = () => undefined;
  #restart: Restart | undefined;
  /** Settles when the container has ended for good. */
  readonly ended: Promise<void>;

  /** @param earlier what the API server knows of runs before this one, by a platform that has since ended */
  constructor(container: Container, surroundings: ContainerSurroundings, earlier: ContainerStatus | undefined) {
    this.container = container;
    this.#pod = surroundings;
    this.#state = { waiting: { reason: surroundings.turn ? "PodInitializing" : "ContainerCreating" } };
    const lost = earlier?.state.running;
    const ended = lost
      ? describeLostRun(lost.startedAt).terminated
      : (earlier?.state.terminated ?? earlier?.lastState.terminated);
    if (ended) this.#lastState = { terminated: ended };
    this.#restartCount = (earlier?.restartCount ?? 0) + (ended ? 1 : 0);
    this.ended = this.#run();
  }

  /** As in the pod's status. */
  status(): ContainerStatus {
    const pid = this.#process?.pid;
    return {
      name: this.container.name,
      image: this.container.image,
      imageID: this.container.image,
      ...(pid !== undefined && { containerID: `local://${pid}` }),
      ready: this.#isReady,
      started: this.#isStarted,
      restartCount: this.#restartCount,
      state: this.#state,
      lastState: this.#lastState,
    };
  }

  /** The log of this run or of the one before it. */
  findLog(isPrevious: boolean): ContainerLog | undefined {
    return isPrevious ? this.#previousLog : this.#log;
  }

  /** Something it may have waited for has come: look again now. */
  wake(): void {
    this.#wake();
  }

  /** Whether its program did what it had to do, as an init container's must. */
  get hasSucceeded(): boolean {
    return this.#state.terminated?.exitCode === 0;
  }

  /**
   * Ends the program and starts it again in the same pod at once, without preStop or back-off, for a program whose file has changed.
   * @param graceSeconds until it is killed
   * @returns whether it has become ready; false when it ended before
   */
  restart(graceSeconds: number): Promise<boolean> {
    this.#restart?.settle(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    this.#restart = { isPending: true, settle: resolve };
    if (this.#isLeaving) resolve(false);
    void this.ended.then(() => resolve(false));
    void this.#process?.end(graceSeconds);
    this.wake();
    return promise;
  }

  /** The farewell its preStop asks for, SIGTERM, then SIGKILL after the grace; settles when the program is gone. */
  async stop(graceSeconds = this.#pod.graceSeconds): Promise<void> {
    this.#isLeaving = true;
    const left = this.#process ? await runPreStop(this.container, graceSeconds, this.#hurry.signal) : graceSeconds;
    this.#stop.abort();
    this.wake();
    await Promise.all([this.#process?.end(left), this.ended]);
  }

  /** Leaves the farewell out, now and later. */
  hurry(): void {
    this.#hurry.abort();
  }

  async #run(): Promise<void> {
    if (this.#pod.turn && !(await this.#waitForTurn(this.#pod.turn))) return;
    for (let crashes = 0; !this.#stop.signal.aborted;) {
      const launch = await this.#prepare();
      if (!launch) return;
      const startedAt = Date.now();
      if (this.#restart) this.#restart.isPending = false;
      const exitCode = await this.#runOnce(launch).catch((error: unknown) => this.#giveUpRun(error));
      const { restartPolicy } = this.#pod;
      const isDone = restartPolicy === "Never" || (restartPolicy === "OnFailure" && exitCode === 0);
      if (isDone || this.#isLeaving) return;
      crashes = Date.now() - startedAt > restartBackOff.forgottenAfterMilliseconds ? 1 : crashes + 1;
      if (this.#state.terminated) this.#lastState = this.#state;
      if (!this.#isRestarting) await this.#backOff(computeBackOff(crashes));
      if (this.#isRestarting) crashes = 0;
      this.#restartCount += 1;
    }
  }

  async #waitForTurn(turn: Promise<boolean>): Promise<boolean> {
    return Promise.race([turn, once(this.#stop.signal, "abort").then(() => false)]);
  }

  async #prepare(): Promise<Launch | undefined> {
    while (!this.#stop.signal.aborted) {
      try {
        const launch = await this.#pod.prepare();
        return this.#stop.signal.aborted ? undefined : launch;
      } catch (error) {
        this.#wait(...describeWait(error, this.container.image));
        await this.#sleep(recheckMilliseconds);
      }
    }
    return undefined;
  }

  #wait(reason: string, message: string): void {
    if (this.#state.waiting?.reason === reason && this.#state.waiting.message === message) return;
    this.#state = { waiting: { reason, message } };
    this.#pod.onEvent("Warning", eventReasons[reason] ?? "Failed", message);
    this.#pod.onChange();
  }

  get #isRestarting(): boolean {
    return this.#restart?.isPending === true;
  }

  async #backOff(milliseconds: number): Promise<void> {
    const message = `back-off ${Math.round(milliseconds / 1000)}s restarting failed container=${this.container.name}`;
    this.#wait("CrashLoopBackOff", message);
    const end = Date.now() + milliseconds;
    // A changed Secret wakes those who wait for it; a crashed program still waits its time.
    while (Date.now() < end && !this.#stop.signal.aborted && !this.#isRestarting) await this.#sleep(end - Date.now());
  }

  async #runOnce(launch: Launch): Promise<number> {
    const startedAt = timestamp();
    this.#rollLogs();
    const process = startContainerProcess(launch, this.#pod.graceSeconds, (line) => this.#hear(line));
    this.#process = process;
    if (process.pid !== undefined) {
      this.#state = { running: { startedAt } };
      this.#pod.recordProcess(process.pid);
      this.#pod.onEvent("Normal", "Started", `Started container ${this.container.name}`);
      this.#pod.onChange();
    }
    const run = new AbortController();
    const health = this.#watchHealth(process, run.signal);
    const end = await process.ended;
    run.abort();
    await health;
    this.#log?.end();
    this.#finish(startedAt, end);
    return end.exitCode;
  }

  /** The run could not even begin, such as on a full disk: it counts as a crash. */
  #giveUpRun(error: unknown): number {
    this.#wait("CreateContainerError", describeError(error));
    this.#settleRestart(false);
    return 128;
  }

  #hear(line: string): void {
    this.#log?.append(line);
    this.#pod.onLine(line);
  }

  async #watchHealth(process: ContainerProcess, signal: AbortSignal): Promise<void> {
    await watchHealth(this.container, signal, {
      resolvePort: (port) => this.#pod.resolvePort(port),
      onStarted: () => {
        this.#isStarted = true;
      },
      onReady: (isReady) => {
        if (this.#isReady === isReady) return;
        this.#isReady = isReady;
        if (isReady) this.#settleRestart(true);
        this.#pod.onChange();
      },
      onFailure: (kind, message) => this.#pod.onEvent("Warning", "Unhealthy", `${kind} probe failed: ${message}`),
      onDead: (kind) => {
        const note = `Container ${this.container.name} failed ${kind.toLowerCase()} probe, will be restarted`;
        this.#pod.onEvent("Normal", "Killing", note);
        void process.end(this.#pod.graceSeconds);
      },
    });
  }

  #finish(startedAt: string, { exitCode, message, couldStart }: ProcessEnd): void {
    const reason = !couldStart ? "StartError" : exitCode === 0 ? "Completed" : "Error";
    this.#state = { terminated: { exitCode, reason, ...(message && { message }), startedAt, finishedAt: timestamp() } };
    this.#isReady = false;
    this.#isStarted = false;
    this.#process = undefined;
    this.#settleRestart(false);
    this.#pod.recordProcess(undefined);
    this.#pod.onChange();
  }

  /** The run that a restart waits for has become ready, or has ended; the run before it does not count. */
  #settleRestart(isReady: boolean): void {
    if (!this.#isRestarting) this.#restart?.settle(isReady);
  }

  /** By number, not by what this process remembers: the run before may have been under an earlier platform. */
  #rollLogs(): void {
    if (this.#restartCount >= 2) this.#pod.openLog(this.#restartCount - 2).remove();
    this.#previousLog = this.#restartCount >= 1 ? this.#pod.openLog(this.#restartCount - 1) : undefined;
    this.#log = this.#pod.openLog(this.#restartCount);
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#stop.signal.aborted) this.#wake();
    });
  }
}

function describeWait(error: unknown, image: string): [reason: string, message: string] {
  if (error instanceof UnknownImageError)
    return ["ImagePullBackOff", `Back-off pulling image "${image}": ${error.message}`];
  if (error instanceof MissingConfigurationError) return ["CreateContainerConfigError", error.message];
  return ["CreateContainerError", describeError(error)];
}

function describeLostRun(startedAt: string): ContainerState {
  const message = "the local platform was stopped";
  return { terminated: { exitCode: 137, reason: "NodeRestart", message, startedAt, finishedAt: timestamp() } };
}

function timestamp(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

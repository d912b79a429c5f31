import { setTimeout as sleep } from "node:timers/promises";
import type { Container, Probe } from "../cluster/resources.ts";
import { runProbe } from "./probes.ts";

/** Which of a container's probes. */
export type ProbeKind = "Startup" | "Readiness" | "Liveness";

/** Who is told what the probes of one run find. */
export interface HealthListener {
  resolvePort(port: number | string): number | undefined;
  onStarted(): void;
  onReady(isReady: boolean): void;
  onFailure(kind: ProbeKind, message: string): void;
  /** The run must end: too many failures of a startup or liveness probe. */
  onDead(kind: ProbeKind): void;
}

/** Until the first success it is asked this often, whatever the period: a local start is a matter of a second. */
const impatientMilliseconds = 100;

/** Runs the probes of one run of a container until the signal aborts: startup first, then readiness and liveness. */
export async function watchHealth(container: Container, signal: AbortSignal, listener: HealthListener): Promise<void> {
  const { startupProbe, readinessProbe, livenessProbe } = container;
  try {
    if (startupProbe && !(await waitForStart(startupProbe, signal, listener))) return;
    listener.onStarted();
    if (!readinessProbe) listener.onReady(true);
    await Promise.all([
      readinessProbe && watchReadiness(readinessProbe, signal, listener),
      livenessProbe && watchLiveness(livenessProbe, signal, listener),
    ]);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Failures count once a period, as a kubelet counts them, however often it is asked in between. */
async function waitForStart(probe: Probe, signal: AbortSignal, listener: HealthListener): Promise<boolean> {
  await delay((probe.initialDelaySeconds ?? 0) * 1000, signal);
  const begin = performance.now();
  const limit = (probe.failureThreshold ?? 3) * periodOf(probe);
  for (;;) {
    const result = await runProbe(probe, (port) => listener.resolvePort(port));
    signal.throwIfAborted();
    if (result.isSuccess) return true;
    if (performance.now() - begin > limit) {
      listener.onFailure("Startup", result.message);
      listener.onDead("Startup");
      return false;
    }
    await delay(impatientMilliseconds, signal);
  }
}

async function watchReadiness(probe: Probe, signal: AbortSignal, listener: HealthListener): Promise<void> {
  await delay((probe.initialDelaySeconds ?? 0) * 1000, signal);
  let isReady = false;
  let hasBeenReady = false;
  let inARow = 0;
  for (;;) {
    const result = await runProbe(probe, (port) => listener.resolvePort(port));
    signal.throwIfAborted();
    inARow = result.isSuccess === isReady ? 0 : inARow + 1;
    if (inARow >= (isReady ? (probe.failureThreshold ?? 3) : (probe.successThreshold ?? 1))) {
      isReady = result.isSuccess;
      hasBeenReady ||= isReady;
      inARow = 0;
      listener.onReady(isReady);
    }
    if (!result.isSuccess && hasBeenReady) listener.onFailure("Readiness", result.message);
    await delay(hasBeenReady ? periodOf(probe) : impatientMilliseconds, signal);
  }
}

async function watchLiveness(probe: Probe, signal: AbortSignal, listener: HealthListener): Promise<void> {
  await delay((probe.initialDelaySeconds ?? 0) * 1000, signal);
  for (let failures = 0; ;) {
    const result = await runProbe(probe, (port) => listener.resolvePort(port));
    signal.throwIfAborted();
    failures = result.isSuccess ? 0 : failures + 1;
    if (!result.isSuccess) listener.onFailure("Liveness", result.message);
    if (failures >= (probe.failureThreshold ?? 3)) {
      listener.onDead("Liveness");
      return;
    }
    await delay(periodOf(probe), signal);
  }
}

function periodOf(probe: Probe): number {
  return (probe.periodSeconds ?? 10) * 1000;
}

async function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal });
}

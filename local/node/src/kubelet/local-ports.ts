/** A pod template's desired object for a fixed local port, for its first container port. */
export const portAnnotation = "local.tochkarosta.online/port";

/** Which port of 127.0.0.1 stands for a container port of a pod: every pod shares this machine's one address. */
export class LocalPorts {
  readonly #ports = new Map<string, Map<number, number>>();

  /** Undefined when the pod's process is not running here. */
  find(podUid: string | undefined, containerPort: number | undefined): number | undefined {
    if (podUid === undefined || containerPort === undefined) return undefined;
    return this.#ports.get(podUid)?.get(containerPort);
  }

  /** Ports must be told before the pod is reported ready, or its endpoints are built without them. */
  set(podUid: string, containerPort: number, localPort: number): void {
    const ports = this.#ports.get(podUid) ?? new Map<number, number>();
    this.#ports.set(podUid, ports.set(containerPort, localPort));
  }

  forget(podUid: string): void {
    this.#ports.delete(podUid);
  }
}

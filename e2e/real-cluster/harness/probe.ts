import { waitFor } from "../../harness/http.ts";
import type { ClusterPlatform } from "./platform-on-cluster.ts";

/** What became of a connection: it came about, was refused by the machine, or nothing ever answered, as behind a firewall. */
export type Dialled = "connected" | "refused" | "silent";

/** A pod that packets are sent from, or to. */
export interface Probe {
  readonly namespace: string;
  readonly name: string;
  readonly address: string;
  /** Tries one TCP connection, e.g. to `10.244.0.7:8080`. */
  dial(target: string, seconds?: number): Promise<Dialled>;
  remove(): Promise<void>;
}

/** Options of {@link startProbe}. */
export interface ProbeOptions {
  readonly namespace: string;
  readonly name: string;
  /** As policies select pods by. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Ports on which it answers; without one it only waits to be told whom to dial. */
  readonly listensOn?: readonly number[];
}

const outcomes: Readonly<Record<number, Dialled>> = { 0: "connected", 1: "refused", 2: "silent" };

/** Starts a pod of the cluster's echo program under the restricted security level, and waits until it runs. */
export async function startProbe(platform: ClusterPlatform, options: ProbeOptions): Promise<Probe> {
  const { namespace, name, labels = {}, listensOn = [] } = options;
  const { echoImage } = await platform.own();
  await platform.apply(buildPod(echoImage, { namespace, name, labels, listensOn }));
  const address = await waitFor(`pod ${namespace}/${name} to run`, async () => {
    const phaseAndAddress = "jsonpath={.status.phase} {.status.podIP}";
    const text = await platform.kubectl("get", "pod", name, "--namespace", namespace, "-o", phaseAndAddress);
    return text.startsWith("Running ") && text.slice("Running ".length);
  });
  return {
    namespace,
    name,
    address,
    async dial(target, seconds = 2) {
      const words = ["exec", name, "--namespace", namespace, "--", "/small", "dial", target, String(seconds)];
      const { exitCode, output } = await platform.tryKubectl(words);
      const outcome = outcomes[exitCode];
      if (outcome === undefined || /error: (?!.*exit code)/i.test(output)) {
        throw new Error(`${namespace}/${name} could not dial ${target}: ${output}`);
      }
      return outcome;
    },
    async remove() {
      await platform.kubectl("delete", "pod", name, "--namespace", namespace, "--grace-period=0", "--wait=false");
    },
  };
}

function buildPod(image: string, { namespace, name, labels, listensOn }: Required<ProbeOptions>): object {
  const ports = listensOn.map((containerPort) => ({ containerPort }));
  const args = ports.length > 0 ? ["listen", ...listensOn.map((port) => `:${port}`)] : ["sleep"];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace, name, labels },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "probe",
          image,
          args,
          ports,
          resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "500m", memory: "128Mi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    },
  };
}

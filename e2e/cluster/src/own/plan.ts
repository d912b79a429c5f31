import {
  apiServerPort,
  clusterDomain,
  inside,
  ingress,
  metadataAddress,
  nodeName,
  podRange,
  serviceRange,
  volumePluginFolder,
} from "./settings.ts";
import type { Cable } from "./settings.ts";

/** The programs of a cluster that are started again when they end. */
export type PartName =
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "containerd"
  | "kubelet"
  | "kube-proxy"
  | "network-policy"
  | "metadata";

/** A part as the supervisor runs it. */
export interface Part {
  readonly name: PartName;
  readonly argv: readonly string[];
  /** Ends when the node is restarted. */
  readonly isOfNode: boolean;
}

/** `plan.json` of a run folder; supervisor/main.go reads it. */
export interface Plan {
  readonly cgroup: string;
  readonly hostname: string;
  readonly hostLink: string;
  readonly hostAddress: string;
  readonly nodeAddress: string;
  readonly gateway: string;
  readonly loopbackAddresses: readonly string[];
  readonly parts: readonly Part[];
}

/** What differs from cluster to cluster. */
export interface PlanInput {
  readonly cgroup: string;
  readonly cable: Cable;
}

/** Everything that the supervisor makes and runs. */
export function buildPlan({ cgroup, cable }: PlanInput): Plan {
  const program = (name: string) => `${inside}/bin/${name}`;
  const kubernetes = (name: PartName, flags: Flags, isOfNode: boolean): Part => ({
    name,
    argv: [program("kubernetes"), name, ...toWords(flags)],
    isOfNode,
  });
  return {
    cgroup,
    hostname: nodeName,
    hostLink: cable.link,
    hostAddress: `${cable.hostAddress}/24`,
    nodeAddress: `${cable.nodeAddress}/24`,
    gateway: cable.hostAddress,
    loopbackAddresses: [`${metadataAddress}/32`],
    parts: [
      kubernetes("etcd", { "data-dir": `${inside}/etcd`, "client-port": "2379", "peer-port": "2380" }, false),
      kubernetes("kube-apiserver", apiServerFlags(cable), false),
      kubernetes("kube-controller-manager", controllerManagerFlags, false),
      kubernetes("kube-scheduler", schedulerFlags, false),
      {
        name: "containerd",
        argv: ["/usr/bin/containerd", "--config", `${inside}/config/containerd.toml`],
        isOfNode: true,
      },
      kubernetes("kubelet", kubeletFlags(cable), true),
      kubernetes("kube-proxy", proxyFlags, true),
      {
        name: "network-policy",
        argv: [program("network-policy"), "enforce", "--kubeconfig", kubeconfig("network-policy")],
        isOfNode: true,
      },
      { name: "metadata", argv: [program("small"), "listen", `${metadataAddress}:80`], isOfNode: true },
    ],
  };
}

type Flags = Readonly<Record<string, string>>;

const toWords = (flags: Flags) => Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
const pki = (file: string) => `${inside}/pki/${file}`;
const kubeconfig = (name: string) => `${inside}/kubeconfigs/${name}`;

const apiServerFlags = (cable: Cable): Flags => ({
  "advertise-address": cable.nodeAddress,
  "secure-port": String(apiServerPort),
  "etcd-servers": "http://127.0.0.1:2379",
  "service-cluster-ip-range": serviceRange,
  "service-node-port-range": `30000-${Math.max(32767, ingress.httpsPort)}`,
  "authorization-mode": "Node,RBAC",
  "allow-privileged": "true",
  "client-ca-file": pki("ca.crt"),
  "tls-cert-file": pki("api-server.crt"),
  "tls-private-key-file": pki("api-server.key"),
  "token-auth-file": pki("tokens.csv"),
  "service-account-issuer": `https://kubernetes.default.svc.${clusterDomain}`,
  "service-account-key-file": pki("service-accounts.pub"),
  "service-account-signing-key-file": pki("service-accounts.key"),
  // Without these `kubectl logs` and `exec` fail: the API server is a client of the kubelet, found by address.
  "kubelet-certificate-authority": pki("ca.crt"),
  "kubelet-client-certificate": pki("kubelet-client.crt"),
  "kubelet-client-key": pki("kubelet-client.key"),
  "kubelet-preferred-address-types": "InternalIP",
  "requestheader-client-ca-file": pki("front-proxy-ca.crt"),
  "requestheader-allowed-names": "front-proxy-client",
  "requestheader-extra-headers-prefix": "X-Remote-Extra-",
  "requestheader-group-headers": "X-Remote-Group",
  "requestheader-username-headers": "X-Remote-User",
  "proxy-client-cert-file": pki("front-proxy-client.crt"),
  "proxy-client-key-file": pki("front-proxy-client.key"),
  "audit-policy-file": `${inside}/config/audit-policy.json`,
  "audit-log-path": `${inside}/audit.log`,
});

const controllerManagerFlags: Flags = {
  kubeconfig: kubeconfig("kube-controller-manager"),
  "bind-address": "127.0.0.1",
  "leader-elect": "false",
  "use-service-account-credentials": "true",
  "allocate-node-cidrs": "true",
  "cluster-cidr": podRange,
  "root-ca-file": pki("ca.crt"),
  "service-account-private-key-file": pki("service-accounts.key"),
  "cluster-signing-cert-file": pki("ca.crt"),
  "cluster-signing-key-file": pki("ca.key"),
  // Made where it is not there, by default in this machine's /usr.
  "flex-volume-plugin-dir": volumePluginFolder,
};

const schedulerFlags: Flags = {
  kubeconfig: kubeconfig("kube-scheduler"),
  "bind-address": "127.0.0.1",
  "leader-elect": "false",
};

const kubeletFlags = (cable: Cable): Flags => ({
  kubeconfig: kubeconfig("kubelet"),
  config: `${inside}/config/kubelet.json`,
  "root-dir": `${inside}/kubelet`,
  "hostname-override": nodeName,
  "node-ip": cable.nodeAddress,
});

const proxyFlags: Flags = {
  kubeconfig: kubeconfig("kube-proxy"),
  "proxy-mode": "iptables",
  "cluster-cidr": podRange,
  "hostname-override": nodeName,
  // These would set the whole machine's connection tracking; a namespace of the network may not.
  "conntrack-max-per-core": "0",
  "conntrack-tcp-timeout-established": "0",
  "conntrack-tcp-timeout-close-wait": "0",
};

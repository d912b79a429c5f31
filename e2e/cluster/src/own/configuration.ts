import { clusterDomain, dnsClusterAddress, inside, nodePodRange, volumePluginFolder } from "./settings.ts";
import { pauseImage } from "./images.ts";

/** Files under `config/` of a run folder, by name. */
export function buildConfigurationFiles(cgroup: string): Readonly<Record<string, string>> {
  return {
    "containerd.toml": containerd,
    "kubelet.json": json(kubelet(cgroup)),
    "audit-policy.json": json(auditPolicy),
    "cni/10-bridge.conflist": json(podNetwork),
    // Pods ask the cluster's DNS only: there is no way out of the cluster, hence nobody else to ask.
    "resolv.conf": "",
  };
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const containerd = `version = 2
root = "${inside}/containerd/root"
state = "${inside}/containerd/state"

[grpc]
  address = "${inside}/containerd.sock"

# Made when containerd starts, by default in this machine's /opt.
[plugins."io.containerd.internal.v1.opt"]
  path = "${inside}/containerd/opt"

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${pauseImage}"
  # Lowering a process's oom_score_adj needs CAP_SYS_RESOURCE, which containers in CI rarely have; without this every sandbox fails
  # there with "can't get final child's PID from pipe: EOF".
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${inside}/bin/cni"
    conf_dir = "${inside}/config/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
`;

const kubelet = (cgroup: string) => ({
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  containerRuntimeEndpoint: `unix://${inside}/containerd.sock`,
  cgroupDriver: "cgroupfs",
  cgroupRoot: `/${cgroup}`,
  volumePluginDir: volumePluginFolder,
  failCgroupV1: false,
  failSwapOn: false,
  enforceNodeAllocatable: [],
  clusterDomain,
  clusterDNS: [dnsClusterAddress],
  resolvConf: `${inside}/config/resolv.conf`,
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: `${inside}/pki/ca.crt` },
  },
  authorization: { mode: "Webhook" },
  tlsCertFile: `${inside}/pki/kubelet-server.crt`,
  tlsPrivateKeyFile: `${inside}/pki/kubelet-server.key`,
  // Images are imported and cannot be pulled again: nothing may clean them up, and a machine whose disk is well filled still works.
  imageGCHighThresholdPercent: 100,
  imageGCLowThresholdPercent: 99,
  evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
});

/**
 * Every request with user, verb, resource, namespace and answer, but for what the cluster's own programs ask all day long.
 * @see https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
 */
const auditPolicy = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    { level: "None", nonResourceURLs: ["/healthz*", "/livez*", "/readyz*", "/version", "/openapi/*"] },
    ...[
      { userGroups: ["system:nodes", "system:serviceaccounts:kube-system"] },
      {
        users: [
          "system:apiserver",
          "system:kube-controller-manager",
          "system:kube-scheduler",
          "system:kube-proxy",
          "tochka-rosta:network-policy",
        ],
      },
    ].flatMap((who) => [
      { level: "None", ...who, verbs: ["get", "list", "watch"] },
      { level: "None", ...who, resources: [{ group: "coordination.k8s.io" }, { group: "", resources: ["events"] }] },
      { level: "None", ...who, resources: [{ group: "events.k8s.io" }, { group: "authentication.k8s.io" }] },
      { level: "None", ...who, resources: [{ group: "authorization.k8s.io" }] },
    ]),
    { level: "Metadata" },
  ],
};

const podNetwork = {
  cniVersion: "1.0.0",
  name: "pods",
  plugins: [
    {
      type: "bridge",
      bridge: "cni0",
      isGateway: true,
      // Packets to this machine leave under the node's address, since this machine knows no way to pods.
      ipMasq: true,
      hairpinMode: true,
      ipam: { type: "host-local", ranges: [[{ subnet: nodePodRange }]], routes: [{ dst: "0.0.0.0/0" }] },
    },
    { type: "portmap", capabilities: { portMappings: true } },
    // Last: returns when the rules for the pod's new address are in the kernel; see network-policy/main.go.
    { type: "network-policy" },
  ],
};

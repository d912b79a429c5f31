// Addresses and names that every cluster of ours has in common. They may repeat from cluster to cluster, since each has a network
// of its own; only the cable to this machine differs.

/** Within the cluster the run folder is shown here; see supervisor/machine.go. */
export const inside = "/run/cluster";

/** Where kubelet and controller manager look for volume plug-ins; there are none. */
export const volumePluginFolder = `${inside}/volume-plugins`;

export const kubernetesVersion = "v1.36.3";
export const nodeName = "node";
export const clusterDomain = "cluster.local";
export const podRange = "10.244.0.0/16";
/** The first node's part of it, as the controller manager hands it out. */
export const nodePodRange = "10.244.0.0/24";
export const serviceRange = "10.96.0.0/16";
export const apiServerClusterAddress = "10.96.0.1";
export const dnsClusterAddress = "10.96.0.10";
export const apiServerPort = 6443;
/** Where clouds answer machines' questions about themselves; here a listener says that it was reached. */
export const metadataAddress = "169.254.169.254";
export const ingress = { namespace: "traefik", className: "traefik", httpPort: 30080, httpsPort: 30443 } as const;

/** The cable between this machine and one cluster. */
export interface Cable {
  /** Of this machine's end, as `ip link` shows it. */
  readonly link: string;
  /** Of this machine, as pods reach it. */
  readonly hostAddress: string;
  readonly nodeAddress: string;
}

/** Cables are numbered: 10.77.<number>.1 here, .2 there. */
export function cableOf(number: number): Cable {
  return { link: `rosta${number}`, hostAddress: `10.77.${number}.1`, nodeAddress: `10.77.${number}.2` };
}

export * from "./cluster/resources.ts";
export { readImageTable } from "./kubelet/image-table.ts";
export { endLeftovers } from "./kubelet/leftovers.ts";
export { portAnnotation } from "./kubelet/local-ports.ts";
export { type RestartedPod } from "./kubelet/kubelet.ts";
export { startVirtualNode, type VirtualNode, type VirtualNodeOptions } from "./virtual-node.ts";

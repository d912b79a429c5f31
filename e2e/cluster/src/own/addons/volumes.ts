import { inside, nodeName } from "../settings.ts";
import type { Manifest } from "./objects.ts";

/** The default class has no provisioner: claims take one of these volumes, folders that were made beforehand. */
export function buildVolumes(count: number): readonly Manifest[] {
  const storageClass: Manifest = {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: { name: "local", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    provisioner: "kubernetes.io/no-provisioner",
    volumeBindingMode: "WaitForFirstConsumer",
  };
  return [storageClass, ...Array.from({ length: count }, (_, index) => buildVolume(index + 1))];
}

/** Of type `local`, not `hostPath`: the kubelet then honours fsGroup, as it does for every real disk. */
function buildVolume(number: number): Manifest {
  const isNode = { key: "kubernetes.io/hostname", operator: "In", values: [nodeName] };
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: `local-${number}` },
    spec: {
      storageClassName: "local",
      capacity: { storage: "5Gi" },
      accessModes: ["ReadWriteOnce"],
      persistentVolumeReclaimPolicy: "Retain",
      local: { path: `${inside}/volumes/${number}` },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [isNode] }] } },
    },
  };
}

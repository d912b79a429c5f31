import type { Deployment, EnvironmentVariable, Service } from "../../cluster/resources.ts";
import { portAnnotation } from "../../node/kubelet/pod-runner.ts";
import { systemNamespace } from "../platform-secrets.ts";

/** A program of the platform, declared. */
export interface Workload {
  name: string;
  /** With its tag. */
  image: string;
  environment: Record<string, string>;
  /** Secrets seen as files: name of the Secret to where it is mounted. */
  secretFiles?: Record<string, string>;
  healthPath: string;
  /** A fixed local port; then there is never more than one pod, since two could not share it. */
  localPort?: number;
}

/** Every program's container port. */
export const containerPort = 8080;
/** The port of the Service in front of it. */
export const servicePort = 80;
/** Where the kubeconfig is mounted. */
export const kubeconfigMount = "/etc/kubernetes";
/** The Secret that holds it, under the key `config`. */
export const kubeconfigSecret = "kubeconfig";

/** The Deployment of a program. */
export function buildDeployment(workload: Workload): Deployment {
  const { name, localPort } = workload;
  const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "tochka-rosta" };
  const files = Object.entries(workload.secretFiles ?? {});
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: systemNamespace, labels },
    spec: {
      replicas: 1,
      revisionHistoryLimit: 1,
      selector: { matchLabels: { "app.kubernetes.io/name": name } },
      ...(localPort !== undefined && { strategy: { type: "Recreate" } }),
      template: {
        metadata: {
          labels,
          ...(localPort !== undefined && { annotations: { [portAnnotation]: String(localPort) } }),
        },
        spec: {
          terminationGracePeriodSeconds: 15,
          containers: [
            {
              name,
              image: workload.image,
              env: buildVariables(workload.environment),
              ports: [{ name: "http", containerPort }],
              startupProbe: { httpGet: { path: workload.healthPath, port: "http" }, periodSeconds: 1, failureThreshold: 120 },
              readinessProbe: { httpGet: { path: workload.healthPath, port: "http" }, periodSeconds: 5, timeoutSeconds: 5 },
              volumeMounts: files.map(([secret, mountPath]) => ({ name: secret, mountPath, readOnly: true })),
            },
          ],
          volumes: files.map(([secret]) => ({ name: secret, secret: { secretName: secret } })),
        },
      },
    },
  };
}

function buildVariables(environment: Record<string, string>): EnvironmentVariable[] {
  const fixed = Object.entries(environment).map(([name, value]) => ({ name, value }));
  return [...fixed, { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }];
}

/** The Service in front of a program. */
export function buildService(name: string): Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: systemNamespace },
    spec: {
      selector: { "app.kubernetes.io/name": name },
      ports: [{ name: "http", port: servicePort, targetPort: "http", protocol: "TCP" }],
    },
  };
}

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { ClusterPlatform } from "./platform-on-cluster.ts";

/** When something came about, as a watcher of the API server heard of it: milliseconds since 1970. */
export interface MilestoneWatch {
  /** The first time for `<namespace> <milestone>`, e.g. `tenant-anna pod:Ready`. */
  timeOf(namespace: string, milestone: string): number | undefined;
  stop(): void;
}

const conditions = "{{range .status.conditions}} {{.type}}={{.status}}{{end}}";
const started = "{{range .status.containerStatuses}} Started={{.started}}{{end}}";

/** What is watched, with the line that kubectl prints at each change: where, then what is true there now. */
const watched: Readonly<Record<string, string>> = {
  namespaces: "{{.metadata.name}} Made=true",
  moduleinstances: `{{.metadata.namespace}} Made=true${conditions}`,
  pods: `{{.metadata.namespace}} Made=true${conditions}${started}`,
};

/**
 * Watches all namespaces from now on. Objects tell their times in whole seconds; when news of them arrived tells more, and is
 * late by some milliseconds only.
 */
export function watchMilestones({ addresses }: ClusterPlatform): MilestoneWatch {
  const times = new Map<string, number>();
  const children = Object.entries(watched).map(([kind, line]) => {
    const words = ["get", kind, "--all-namespaces", "--watch", "-o", `go-template=${line}{{"\\n"}}`];
    const child = spawn(addresses.kubectl, ["--kubeconfig", addresses.kubeconfigPath, ...words], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    createInterface(child.stdout).on("line", (text) => {
      const [namespace = "", ...facts] = text.split(" ");
      for (const fact of facts.filter((value) => /=true$/i.test(value))) {
        const key = `${namespace} ${kind}:${fact.split("=")[0]}`;
        if (!times.has(key)) times.set(key, Date.now());
      }
    });
    return child;
  });
  return {
    timeOf: (namespace, milestone) => times.get(`${namespace} ${milestone}`),
    stop: () => children.forEach((child) => child.kill()),
  };
}

/** Whether tests are given one cluster that is there already, instead of each suite starting one of its own. */
export function isClusterGiven(environment: NodeJS.ProcessEnv): boolean {
  const way = environment["REAL_CLUSTER"];
  return way ? way === "kubeconfig" : Boolean(environment["KUBECONFIG_REAL"]);
}

/** Whether our images are loaded into the cluster that `startRealCluster` takes; a given one may have them on its nodes already. */
export function isLoadingImages(environment: NodeJS.ProcessEnv): boolean {
  return !isClusterGiven(environment) || Boolean(environment["REAL_CLUSTER_LOAD_IMAGE"]);
}

/**
 * Names of the clusters that tests start and remove, whatever is in them; nobody else's cluster may be called so. Their own test
 * has one beside the shared one (e2e/real-cluster/the-cluster-itself.test.ts).
 */
export const testClusters = { shared: "test", itself: "itself", guides: "guides" } as const;

/** The one that the same test has by `npm run cluster`, which refuses the others. */
export const clusterTypedByTests = "typed-by-tests";

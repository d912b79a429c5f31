import { applyModule, startTestOperator, type TestOperator, type TestOperatorOptions } from "./operator.ts";
import { startTestCluster, type TestCluster } from "./cluster.ts";
import { startTestWorkloads, type TestWorkloads } from "./workloads.ts";

/** API server, stand-in for the node and operator, with a module called "shop". */
export interface TestPlatform {
  readonly cluster: TestCluster;
  readonly workloads: TestWorkloads;
  readonly operator: TestOperator;
  /** Ends the operator and begins another, which knows nothing. */
  restartOperator(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestPlatform(options: TestOperatorOptions = {}): Promise<TestPlatform> {
  const cluster = await startTestCluster();
  const workloads = startTestWorkloads(cluster.client);
  let operator = await startTestOperator(cluster, options);
  await applyModule(cluster.client, "shop");
  return {
    cluster,
    workloads,
    get operator() {
      return operator;
    },
    restartOperator: async () => {
      await operator.stop();
      operator = await startTestOperator(cluster, options);
    },
    stop: async () => {
      await operator.stop();
      await workloads.stop();
      await cluster.stop();
    },
  };
}

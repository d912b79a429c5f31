import { walkDeactivation } from "../stories/deactivation.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

walkDeactivation(clusterPlatform());

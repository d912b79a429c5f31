import { walkWitness } from "../stories/witness.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

walkWitness(clusterPlatform());

import { tellOfDeactivation } from "../stories/deactivation.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

tellOfDeactivation(clusterPlatform());

import { walkLostSite } from "../stories/lost-site.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

walkLostSite(clusterPlatform());

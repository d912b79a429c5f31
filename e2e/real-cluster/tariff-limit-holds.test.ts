import { walkTariffLimits } from "../stories/tariff-limit.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

walkTariffLimits(clusterPlatform());

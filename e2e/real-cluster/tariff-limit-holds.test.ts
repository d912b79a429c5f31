import { tellOfTariffLimits } from "../stories/tariff-limit.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

tellOfTariffLimits(clusterPlatform());

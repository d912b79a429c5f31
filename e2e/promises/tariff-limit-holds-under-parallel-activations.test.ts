import { sharedPlatform } from "../harness/shared-platform.ts";
import { walkTariffLimits } from "../stories/tariff-limit.ts";

walkTariffLimits(sharedPlatform());

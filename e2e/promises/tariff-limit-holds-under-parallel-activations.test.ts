import { sharedPlatform } from "../harness/shared-platform.ts";
import { tellOfTariffLimits } from "../stories/tariff-limit.ts";

tellOfTariffLimits(sharedPlatform());

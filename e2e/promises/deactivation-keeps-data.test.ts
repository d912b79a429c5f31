import { sharedPlatform } from "../harness/shared-platform.ts";
import { walkDeactivation } from "../stories/deactivation.ts";

walkDeactivation(sharedPlatform());

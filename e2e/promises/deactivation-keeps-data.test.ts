import { sharedPlatform } from "../harness/shared-platform.ts";
import { tellOfDeactivation } from "../stories/deactivation.ts";

tellOfDeactivation(sharedPlatform());

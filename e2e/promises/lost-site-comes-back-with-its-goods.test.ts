import { sharedPlatform } from "../harness/shared-platform.ts";
import { walkLostSite } from "../stories/lost-site.ts";

walkLostSite(sharedPlatform());

import { sharedPlatform } from "../harness/shared-platform.ts";
import { walkWitness } from "../stories/witness.ts";

walkWitness(sharedPlatform());

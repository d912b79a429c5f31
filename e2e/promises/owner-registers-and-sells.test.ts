import { sharedPlatform } from "../harness/shared-platform.ts";
import { tellOfASale } from "../stories/sale.ts";

tellOfASale(sharedPlatform());

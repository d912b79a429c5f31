import { sharedPlatform } from "../harness/shared-platform.ts";
import { walkSale } from "../stories/sale.ts";

walkSale(sharedPlatform());

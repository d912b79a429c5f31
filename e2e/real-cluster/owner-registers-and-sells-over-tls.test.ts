import { walkSale } from "../stories/sale.ts";
import { clusterPlatform } from "./harness/platform-on-cluster.ts";

// Through the real ingress controller, over TLS that Chromium checks, to real pods.
walkSale(clusterPlatform());

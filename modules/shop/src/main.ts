import { runModule } from "@tochka-rosta/sdk";
import { shop } from "./module.ts";

await runModule(shop, process.env);

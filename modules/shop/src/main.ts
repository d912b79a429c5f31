import { runModule } from "@tochka-rosta/module-sdk";
import { shop } from "./module.ts";

await runModule(shop, process.env);

import { runModule } from "@tochka-rosta/module-sdk";
import { template } from "./module.ts";

await runModule(template, process.env);

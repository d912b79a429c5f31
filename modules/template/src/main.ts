import { runModule } from "@tochka-rosta/sdk";
import { template } from "./module.ts";

await runModule(template, process.env);

import { runProgram } from "@tochka-rosta/service/program";
import { readConfig } from "./config/config.ts";
import { startCore } from "./start.ts";

await runProgram(async () => {
  const core = await startCore(readConfig(process.env), { env: process.env });
  return () => core.stop();
});

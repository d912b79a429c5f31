// Tells what it was given, as a complaint, and fails.
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

const open = readdirSync("/proc/self/fd").flatMap((descriptor) => {
  try {
    return [readlinkSync(`/proc/self/fd/${descriptor}`).replace(/:.*/, "")];
  } catch {
    // The folder that was just listed.
    return [];
  }
});
const files = open.filter((target) => target.startsWith("/") && !/^\/(proc|dev)\//.test(target));
process.stderr.write(JSON.stringify({ environment: Object.keys(process.env), files, input: readFileSync(0, "utf8") }));
process.exitCode = 1;

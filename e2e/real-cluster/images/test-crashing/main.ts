// A module that cannot start: it says why in its log, as every program of ours does, and ends.
import { setTimeout as sleep } from "node:timers/promises";

await sleep(200);
const reason = "PAYMENT_KEY must be set";
console.log(
  JSON.stringify({ time: new Date().toISOString(), level: "fatal", msg: "the module could not start", reason }),
);
process.exitCode = 1;

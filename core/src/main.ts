import { ConfigError, readConfig } from "./config/config.ts";
import { startCore } from "./start.ts";

const stopMilliseconds = 9_000;

try {
  const core = await startCore(readConfig(process.env), { env: process.env });
  const stop = (): void => {
    // A request that will not end must not keep the pod from ending.
    setTimeout(() => process.exit(1), stopMilliseconds).unref();
    core.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  // The logger's settings may be what is wrong, so this one line does without it.
  const message = error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error);
  console.error(JSON.stringify({ time: new Date().toISOString(), level: "fatal", msg: message }));
  process.exitCode = 1;
}

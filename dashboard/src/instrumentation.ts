import { settings } from "./settings.ts";

/** Runs once before the server answers. A server without its settings ends, so that whoever started it sees why. */
export function register(): void {
  // Next compiles this file for its edge runtime as well, where no process can be ended.
  // eslint-disable-next-line no-restricted-properties
  if (process.env.NEXT_RUNTIME === "nodejs") {
    try {
      settings();
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    }
  }
}

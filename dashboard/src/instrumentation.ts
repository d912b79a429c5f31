import { settings } from "./settings.ts";

/** Runs once before the server answers. A server without its settings ends, so that whoever started it sees why. */
export function register(): void {
  try {
    settings();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

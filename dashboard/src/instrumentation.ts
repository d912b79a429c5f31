import { settings } from "./settings.ts";

/** Runs once before the server listens. */
export function register(): void {
  settings();
}

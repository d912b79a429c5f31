import { inject } from "vitest";
import { connectPlatform } from "./test-platform.ts";
import type { LocalPlatform } from "./test-platform.ts";

/** The one platform that all promises share which leave others in peace. */
export function sharedPlatform(): LocalPlatform {
  return connectPlatform(inject("platform"));
}

import { inject } from "vitest";
import { connectPlatform } from "./test-platform.ts";
import type { TestPlatform } from "./test-platform.ts";

/** The one platform that all promises share which leave others in peace. */
export function sharedPlatform(): TestPlatform {
  return connectPlatform(inject("platform"));
}

/** For tests of modules: a real server on a real database, and browsers to visit it with. */
export type { EndedSessionsAnswer, TestCore, TokenChanges } from "./test-core.ts";
export { startTestSite, type TestSite, type TestSiteOptions } from "./test-site.ts";
export type { Seen, Visitor } from "./visitor.ts";

/**
 * A photo as a telephone makes it, 300 by 400 once it is turned: with a GPS position, the maker's name and a colour profile. The decoder that
 * makes it is loaded only then.
 */
export async function makePhonePhoto(width?: number, height?: number): Promise<Buffer> {
  const { phonePhoto } = await import("../pictures/testing/sample-pictures.ts");
  return phonePhoto(width, height);
}

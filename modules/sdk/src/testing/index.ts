/** For tests of modules: a real server on a real database, and browsers to visit it with. */
export type { EndedSessionsAnswer, TestCore, TokenChanges } from "./test-core.ts";
export { startTestSite, type TestSite, type TestSiteOptions } from "./test-site.ts";
export type { Seen, Visitor } from "./visitor.ts";

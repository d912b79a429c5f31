// What the component tests get by `inject("…")`.
declare module "vitest" {
  interface ProvidedContext {
    /** Superuser URL of a real PostgreSQL 18; every test makes its own database. */
    postgresUrl: string;
    /** A real Redis, or null where none can be had: skip then, with the reason in the test's name. */
    redisUrl: string | null;
  }
}

/** A service that was started for the tests. */
export interface TestService {
  readonly url: string;
  /** Where it comes from, e.g. "from npm". */
  readonly origin: string;
  stop(): Promise<void>;
}

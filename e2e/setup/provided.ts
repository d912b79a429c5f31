// What the component tests get by `inject("…")`.
declare module "vitest" {
  interface ProvidedContext {
    /** Superuser URL of a real PostgreSQL 18; every test makes its own database. */
    postgresUrl: string;
    /** A real Redis, or null where none can be had: skip then, with the reason in the test's name. */
    redisUrl: string | null;
    /** The same PostgreSQL over TLS; null where it is somebody else's, whose settings are not ours to change. */
    postgresTls: TestTls | null;
  }
}

/** How to reach a PostgreSQL over TLS, and how not to. */
export interface TestTls {
  /** Of a user that the server takes over TLS only, and of a database that is its own. */
  readonly url: string;
  /** Leads to the same server, and its certificate does not name it. */
  readonly wrongHost: string;
  /** Who signed the server's certificate (PEM). */
  readonly authority: string;
  /** Who did not (PEM). */
  readonly strangersAuthority: string;
}

/** A service that was started for the tests. */
export interface TestService {
  readonly url: string;
  /** Where it comes from, e.g. "from npm". */
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * What core and modules agree on when an owner is handed over to a module, and about the end of that. The wall stands between them, so each
 * bundles this text instead of importing the other.
 */

/** Life of a hand-over token: one redirect, no more. */
export const handoverSeconds = 60;
/** Difference of two machines' clocks that is forgiven. */
export const clockToleranceSeconds = 5;
/** Longest life of an owner's session in a module; it also ends with the session of core that it came from. */
export const ownerSessionSeconds = 12 * 60 * 60;

// RFC 8725, 3.11: explicit types keep one kind of token from passing as another.
export const handoverType = "handover+jwt";
export const endedSessionsType = "ended-sessions+jwt";

/** Where core serves its public keys, and beside them the list of sessions that have ended. */
export const keysPath = "/.well-known/jwks.json";
export const endedSessionsPath = "/.well-known/ended-sessions";
/** Its address, given that of the keys. */
export const endedSessionsUrl = (keysUrl: string): URL => new URL("ended-sessions", keysUrl);
/** A list is no good for longer than this. */
export const endedSessionsSeconds = 90;
/** The most sessions that a list names; for older hand-overs it then says a time instead ({@link EndedSessionsClaims.before}). */
export const mostEndedSessions = 5_000;

/** What a hand-over token says beyond the registered claims. */
export interface HandoverClaims {
  /** Name of the tenant, as modules know it. */
  readonly tenant: string;
  readonly role: "owner";
  /** The session of core that the owner came from. */
  readonly sid: string;
  /** When that session ends by itself, in seconds since 1970. */
  readonly session_exp: number;
}

/** What the signed list says beyond the registered claims. */
export interface EndedSessionsClaims {
  /** Sessions of core that have ended (`sid` of hand-overs). */
  readonly sids: readonly string[];
  /** Where there are too many: every owner's session opened at this time or before has ended too, in seconds since 1970. */
  readonly before?: number;
}

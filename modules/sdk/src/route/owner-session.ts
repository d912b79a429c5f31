/** Who is behind an owner's session. */
export interface OwnerSession {
  /** The platform's user id of the person behind the session. */
  readonly subject: string;
}

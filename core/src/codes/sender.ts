import type { CodePurpose } from "../features/auth/schemas.ts";

/** A one-time code on its way to a phone. */
export interface OutgoingCode {
  /** +7XXXXXXXXXX */
  readonly phone: string;
  readonly code: string;
  readonly purpose: CodePurpose;
}

/** Takes codes to phones. */
export interface CodeSender {
  /** Where the screen tells people to look. */
  readonly delivery: "terminal" | "sms";
  /** Settles when the code is on its way; rejects when it is not. */
  send(code: OutgoingCode): Promise<void>;
}

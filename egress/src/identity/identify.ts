import type { Clock } from "@tochka-rosta/controller-runtime";
import type { EgressParty, FindParty } from "./clients.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { verifyToken, type TokenAccount } from "./verify-token.ts";

/** Who brings a token, or why it is not taken; `note` is for the log. */
export type Identified =
  | { readonly account: TokenAccount; readonly party: EgressParty }
  | { readonly problem: "not_ready" | "token_refused"; readonly note?: string };

/** Finds who sends a header `Bearer …`. */
export type Identify = (authorization: string | undefined) => Promise<Identified>;

interface IdentifyParts {
  readonly keys: SigningKeys;
  readonly findParty: FindParty;
  /** Whether who may do what has been listed once. */
  readonly isReady: () => boolean;
  readonly clock: Clock;
}

/** Makes the finder: signature, audience and time by the cluster's keys, then whether the account's instance lives. */
export function createIdentify({ keys, findParty, isReady, clock }: IdentifyParts): Identify {
  return async (authorization) => {
    if (!isReady()) return { problem: "not_ready" };
    const token = /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(authorization ?? "")?.[1];
    if (token === undefined) return { problem: "token_refused", note: "no token" };
    const verdict = await verifyToken(keys, clock, token);
    if ("fault" in verdict) return { problem: "token_refused", note: verdict.fault };
    const party = findParty(verdict.account);
    return party === undefined
      ? { problem: "token_refused", note: "no living instance" }
      : { account: verdict.account, party };
  };
}

/** The client of the door, and the words that door and client share. No dependencies; an idle module pays 1.2 MiB for it. */
export {
  createEgressClient,
  type EgressClient,
  type EgressClientOptions,
  type EgressRequestOptions,
} from "./client.ts";
export { createTokenReader, type ReadToken } from "./token-file.ts";
export { EgressError } from "./egress-error.ts";
export type { EgressResponse } from "./exchange.ts";
export {
  describeProblem,
  doorProblems,
  egressAudience,
  problemHeader,
  type DoorProblem,
  type EgressProblem,
} from "./problems.ts";

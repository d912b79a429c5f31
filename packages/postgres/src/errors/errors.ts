import { errorCode } from "@tochka-rosta/service/errors";

/** States of PostgreSQL that programs decide by (appendix A of its manual). */
export const sqlStates = {
  uniqueViolation: "23505",
  invalidAuthorization: "28000",
  invalidPassword: "28P01",
  insufficientPrivilege: "42501",
  undefinedSetting: "42704",
  tooManyConnections: "53300",
} as const;

/** Nothing answered, or not as a database does. */
const networkCodes = ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH"];

/** The server's own words for: connection failures, too many connections, shutting down, crashed, starting up. */
const unavailableStates = [
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  sqlStates.tooManyConnections,
  "57P01",
  "57P02",
  "57P03",
];

const unreachableCodes = new Set<string>([...networkCodes, ...unavailableStates]);

/** node-postgres has no codes for these. */
const unreachableMessages = /connection terminated|timeout exceeded when trying to connect|^timeout expired$/i;

/** PostgreSQL's SQLSTATE or the system's code of an error, where it has one. */
export const sqlState = errorCode;

/** Whether a code, of the system or of PostgreSQL, says that the database cannot be reached now and may be later. */
export function isUnreachableCode(code: unknown): boolean {
  return typeof code === "string" && unreachableCodes.has(code);
}

/** Whether the error, or one that caused it, means that the database cannot be reached now and may be later. */
export function isDatabaseUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isUnreachableCode(errorCode(error))) return true;
  if (isAnswerOverdue(error) || unreachableMessages.test(error.message)) return true;
  return error.cause !== undefined && isDatabaseUnreachable(error.cause);
}

/** Whether the driver has given up waiting for an answer. The connection still owes it and must serve nothing else. */
export function isAnswerOverdue(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/** Whether Node.js or OpenSSL refused the server's certificate: another authority, another name, expired. */
export function isCertificateRefused(error: unknown): boolean {
  return /CERT|CA_|UNABLE_TO/.test(errorCode(error) ?? "");
}

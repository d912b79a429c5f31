import type { ConditionReason } from "@tochka-rosta/crds";
import { describeError, WaitError, WriteRefusedError } from "@tochka-rosta/controller-runtime";
import { ConnectionsExhaustedError, NoServerLeftError, UnknownServerError } from "../database/fleet.ts";
import { ServerOpenError } from "../database/preparation.ts";
import { DatabaseRefusedError } from "../database/provision.ts";
import { sqlState } from "@tochka-rosta/postgres/errors";

/** What a database server says no to: an outcome for people to read, not an error. */
export interface DatabaseProblem {
  readonly reason: ConditionReason;
  readonly message: string;
  /** The server's probe tells when it has passed: nothing is to be tried before. */
  readonly isProbed?: true;
}

/**
 * Turns what the database part throws into a condition.
 *
 * @throws the error itself when it is not the database's: waiting, a lost lease, the API server, a mistake of ours
 */
export function explainDatabaseError(error: unknown): DatabaseProblem {
  if (error instanceof DatabaseRefusedError) return { reason: error.reason, message: sentence(error) };
  if (error instanceof NoServerLeftError) return { reason: "DatabaseServersFull", message: sentence(error) };
  if (error instanceof ConnectionsExhaustedError) {
    return { reason: "DatabaseConnectionsExhausted", message: sentence(error) };
  }
  if (error instanceof UnknownServerError) return { reason: "DatabaseServerUnknown", message: sentence(error) };
  if (error instanceof ServerOpenError) return { reason: "DatabaseServerOpen", message: sentence(error) };
  if (error instanceof WaitError || error instanceof WriteRefusedError || !isFromDatabase(error)) throw error;
  return { reason: "DatabaseUnavailable", message: `The database server refuses: ${describeError(error)}.` };
}

/** PostgreSQL's own codes have five characters, those of the system begin with E; Node's ERR_… are mistakes of ours. */
const databaseCode = /^([0-9A-Z]{5}|E(?!RR_)[A-Z]+)$/;

/** What Node.js and OpenSSL say of a certificate that they refuse, and of a conversation that is no TLS. */
const certificateCode = /CERT|CA_|UNABLE_TO|^ERR_(TLS|SSL)_/;

/** Errors of the PostgreSQL driver and of its sockets; those of the Kubernetes client are classes of their own. */
function isFromDatabase(error: unknown): error is Error {
  if (!(error instanceof Error) || error.name === "ApiError" || error.name === "TransportError") return false;
  const code = sqlState(error);
  if (code === undefined) return /connection|timeout|timed out/i.test(error.message);
  return databaseCode.test(code) || certificateCode.test(code);
}

function sentence(error: Error): string {
  return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
}

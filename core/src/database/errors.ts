const connectionCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  // Prisma: cannot reach, timed out reaching, connection closed, no connection from the pool.
  "P1001",
  "P1002",
  "P1008",
  // … or its certificate is not believed.
  "P1011",
  "P1017",
  "P2024",
  // PostgreSQL: connection failures, shutting down, starting up, too many connections.
  "08000",
  "08001",
  "08003",
  "08004",
  "08006",
  "53300",
  "57P01",
  "57P02",
  "57P03",
]);

/** The same in the words of Prisma's driver adapter. */
const connectionKinds = new Set(["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TlsConnectionError"]);

const connectionMessages =
  /connection terminated|timeout exceeded when trying to connect|can't reach database|server has closed the connection/i;

/** Whether the error means that the database cannot be talked to now, whatever layer it came from. */
export function isDatabaseUnreachable(error: unknown): boolean {
  for (const cause of causesOf(error)) {
    const { code, originalCode, kind } = cause as { code?: unknown; originalCode?: unknown; kind?: unknown };
    if ([code, originalCode].some((value) => typeof value === "string" && connectionCodes.has(value))) return true;
    if (typeof kind === "string" && connectionKinds.has(kind)) return true;
    if (isAnswerOverdue(cause) || (cause instanceof Error && connectionMessages.test(cause.message))) return true;
  }
  return false;
}

/** Whether the driver has given up waiting for an answer. The connection still owes it and must serve nobody else. */
export function isAnswerOverdue(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/** The name of the unique constraint or its columns that an insert or update broke; undefined for other errors. */
export function findUniqueViolation(error: unknown): string | undefined {
  for (const cause of causesOf(error)) {
    const { code, originalCode, constraint, kind } = cause as Record<string, unknown>;
    if (code === "P2002" || code === "23505" || originalCode === "23505" || kind === "UniqueConstraintViolation") {
      return JSON.stringify(constraint ?? (cause as { meta?: unknown }).meta ?? "");
    }
  }
  return undefined;
}

function* causesOf(error: unknown): Generator<object> {
  let current = error;
  for (let depth = 0; depth < 8 && typeof current === "object" && current !== null; depth++) {
    yield current;
    const { cause, meta } = current as { cause?: unknown; meta?: { driverAdapterError?: unknown } };
    current = cause ?? meta?.driverAdapterError;
  }
}

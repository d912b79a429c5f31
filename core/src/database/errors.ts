import {
  isDatabaseUnreachable as isServerUnreachable,
  isUnreachableCode,
  sqlStates,
} from "@tochka-rosta/postgres/errors";

/**
 * Prisma's own codes: cannot reach, timed out reaching, no answer in time, the certificate is not trusted, connection closed, no connection
 * from the pool.
 */
const prismaCodes = ["P1001", "P1002", "P1008", "P1011", "P1017", "P2024"];

/** The same in the words of Prisma's driver adapter. */
const adapterKinds = ["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TlsConnectionError"];

const prismaMessages = /can't reach database|server has closed the connection/i;

/** Whether the error means that the database cannot be reached now, whatever layer it came from. */
export function isDatabaseUnreachable(error: unknown): boolean {
  for (const cause of causesOf(error)) {
    const { code, originalCode, kind } = cause as { code?: unknown; originalCode?: unknown; kind?: unknown };
    if (prismaCodes.includes(String(code)) || adapterKinds.includes(String(kind))) return true;
    // The adapter keeps PostgreSQL's code under another name.
    if (isUnreachableCode(code) || isUnreachableCode(originalCode)) return true;
    if (isServerUnreachable(cause) || (cause instanceof Error && prismaMessages.test(cause.message))) return true;
  }
  return false;
}

/** The name of the unique constraint or its columns that an insert or update broke; undefined for other errors. */
export function findUniqueViolation(error: unknown): string | undefined {
  for (const cause of causesOf(error)) {
    const { code, originalCode, constraint, kind } = cause as Record<string, unknown>;
    if (
      code === "P2002" ||
      code === sqlStates.uniqueViolation ||
      originalCode === sqlStates.uniqueViolation ||
      kind === "UniqueConstraintViolation"
    ) {
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

/** Names of fields whose values must not be in a log, at the top and up to three objects down. */
const secretNames = [
  "phone",
  "ownerPhone",
  "owner_phone",
  "password",
  "passwordHash",
  "code",
  "token",
  "cookie",
  "authorization",
];

/** A one-time code. Codes of errors, which people search logs for, are words, or numbers of another length. */
const oneTimeCode = /^\d{6}$/;

/** What pino blanks: secrets and phones wherever they turn up. */
export const redaction = {
  paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
  censor: (value: unknown, path: string[]): unknown =>
    path.at(-1) === "code" && !isOneTimeCode(value) ? value : "[redacted]",
};

function isOneTimeCode(value: unknown): boolean {
  return (typeof value === "string" || typeof value === "number") && oneTimeCode.test(String(value));
}

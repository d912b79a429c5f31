/** Names of fields whose values must not be in a log, at the top and up to three objects down: the one list of what is secret. */
const secretNames = [
  "phone",
  "ownerPhone",
  "owner_phone",
  "password",
  "passwordHash",
  "password_hash",
  "code",
  "token",
  "accessToken",
  "refreshToken",
  "secret",
  "pepper",
  "cookie",
  "set-cookie",
  "authorization",
];

/** What codes of errors look like, which people search logs for: a word (`ECONNREFUSED`, `57P01`), or a number shorter than a one-time code. */
const errorCode = /^(?:[\w.-]{1,80})$/;
/** Digits of a one-time code, whatever stands between or around them. */
const oneTimeCodeDigits = 6;

/** What pino blanks: secrets and phones wherever they turn up. */
export const redaction = {
  paths: secretNames.flatMap((name) => {
    const field = `["${name}"]`;
    return [field, `*${field}`, `*.*${field}`, `*.*.*${field}`];
  }),
  censor: (value: unknown, path: string[]): unknown =>
    path.at(-1) === "code" && isErrorCode(value) ? value : "[redacted]",
};

/** What cannot be told from a one-time code counts as one. */
function isErrorCode(value: unknown): boolean {
  if (typeof value !== "string" && typeof value !== "number") return false;
  const text = String(value);
  return errorCode.test(text) && text.replace(/\D/g, "").length < oneTimeCodeDigits;
}

import { readFile, stat } from "node:fs/promises";

/** Reads the token as it is now. */
export type ReadToken = () => Promise<string>;

/**
 * Reads a projected token; the kubelet replaces the file long before a token ends, so the text is kept only while the file is the same one.
 * The reader rejects when the file is not there or holds no token.
 */
export function createTokenReader(file: string): ReadToken {
  let known: { readonly version: string; readonly token: string } | undefined;
  return async () => {
    const { mtimeMs, ino } = await stat(file);
    const version = `${ino} ${mtimeMs}`;
    if (known?.version !== version) known = { version, token: readToken(await readFile(file, "utf8")) };
    return known.token;
  };
}

/** What is no token must not become a header. */
function readToken(text: string): string {
  const token = text.trim();
  if (!/^[\w.~+/=-]+$/.test(token)) throw new Error("the file holds no token");
  return token;
}

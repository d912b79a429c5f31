import { readFile } from "node:fs/promises";
import { SettingsError } from "./read-settings.ts";

/** A file that holds a secret: where it is, and what is known of a right one. */
export interface SecretFile {
  /** Undefined: the secret is not used, and its text is undefined. */
  readonly path: string | undefined;
  /** The least length of its text, in characters. Default: 1. */
  readonly minLength?: number;
}

/** Texts of secrets by the names their files were given under. */
export type SecretTexts<Files extends Readonly<Record<string, SecretFile>>> = {
  readonly [Name in keyof Files]: Files[Name] extends { readonly path: string } ? string : string | undefined;
};

/**
 * Reads files that hold secrets, without the line end that editors add.
 *
 * @throws SettingsError with every file that cannot be read, is empty or too short; never with what a file holds
 *
 * @example
 * const { pepper } = await readSecretFiles({ pepper: { path: "/secrets/code-pepper", minLength: 16 } });
 */
export async function readSecretFiles<const Files extends Readonly<Record<string, SecretFile>>>(
  files: Files,
): Promise<SecretTexts<Files>> {
  const problems: string[] = [];
  const entries = Object.entries(files).map(async ([name, file]) => [name, await readSecret(file, problems)] as const);
  const texts = Object.fromEntries(await Promise.all(entries));
  if (problems.length > 0) throw new SettingsError(problems);
  return texts as SecretTexts<Files>;
}

async function readSecret({ path, minLength = 1 }: SecretFile, problems: string[]): Promise<string | undefined> {
  if (path === undefined) return undefined;
  try {
    const text = (await readFile(path, "utf8")).trim();
    if (text === "") problems.push(`${path}: is empty, and must hold a secret`);
    else if (text.length < minLength) problems.push(`${path}: is shorter than ${minLength} characters`);
    return text;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    problems.push(`${path}: cannot be read (${code})`);
    return undefined;
  }
}

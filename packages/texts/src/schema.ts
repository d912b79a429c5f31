import { allowedCharactersPattern } from "./characters.ts";
import type { TextLimits } from "./read-text.ts";

/** The part of the rule that JSON Schema can say; `maxLength` counts code points there too. */
export interface TextSchema {
  readonly type: "string";
  readonly pattern: string;
  readonly minLength?: number;
  readonly maxLength: number;
  readonly description?: string;
}

/**
 * A JSON Schema that refuses characters which no text may hold, and lengths. It normalises nothing and takes texts of invisible
 * characters, so a value that it let in is still to be read by `readLine` or `readParagraphs`. Usable as `Type.Unsafe<string>(…)`.
 *
 * @example
 * Type.Object({ name: Type.Unsafe<string>(textSchema({ minLength: 1, maxLength: 80 })) });
 */
export function textSchema({ minLength, maxLength }: TextLimits, description?: string): TextSchema {
  return {
    type: "string",
    pattern: allowedCharactersPattern,
    ...(minLength !== undefined && { minLength }),
    maxLength,
    ...(description !== undefined && { description }),
  };
}

/**
 * Control characters but for whitespace (tab, line feed, vertical tab, form feed, carriage return, next line). PostgreSQL refuses NUL
 * with an error of its own, XML and terminals refuse or obey the others.
 */
const controls = String.raw`\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f`;

/** Halves of a surrogate pair: no UTF-8 has them. With the flag `u` the class matches those only that have no other half. */
const loneSurrogates = String.raw`\ud800-\udfff`;

/** Embeddings, overrides and isolates: they make the rest of a line read in another order than it is stored. */
const directionControls = String.raw`\u202a-\u202e\u2066-\u2069`;

/** Finds a control character. */
export const controlPattern = new RegExp(`[${controls}]`, "u");

/** Finds half of a surrogate pair. */
export const loneSurrogatePattern = new RegExp(`[${loneSurrogates}]`, "u");

/** Finds a character that turns the direction of what follows. */
export const directionPattern = new RegExp(`[${directionControls}]`, "u");

/**
 * Whether a text has a character that leaves something on the screen. U+2800 is Braille's blank cell, a symbol to Unicode and nothing to the
 * eye. The pattern is made when it is first needed: its tables of Unicode would cost every idle module half a MiB.
 */
export function hasVisibleCharacter(text: string): boolean {
  return /[^\p{White_Space}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

/** The source of a regular expression (flag `u`) that a text without refused characters matches. */
export const allowedCharactersPattern = `^[^${controls}${loneSurrogates}${directionControls}]*$`;

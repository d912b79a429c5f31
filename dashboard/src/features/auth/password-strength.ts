/** 0 too short, 1 weak, 2 fair, 3 good. */
export type PasswordStrength = 0 | 1 | 2 | 3;

/** Shortest password that core takes. */
export const shortestPassword = 8;

const predictable = /(.)\1{2,}|0123|1234|2345|3456|4567|5678|6789|qwer|asdf|йцук|парол|passw/giu;

/**
 * How hard a password is to guess, by its length and the variety of its characters; runs and well-known beginnings
 * count for little. A guide for people: whether a password is taken is core's decision.
 */
export function measurePassword(password: string): PasswordStrength {
  if (password.length < shortestPassword) return 0;
  const rest = password.replace(predictable, "·");
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[^\p{L}\d]/u].filter((kind) => kind.test(rest)).length;
  const points = new Set(rest).size + 2 * kinds + (rest.length > 12 ? 2 : 0);
  if (points < 11) return 1;
  return points < 16 ? 2 : 3;
}

/**
 * The digits of a one-time code in what was typed or pasted: alone, spaced or dashed, or within a whole message. What holds no six
 * digits in a row is taken digit by digit, since it may still be typed on.
 */
export function readTypedCode(typed: string): string {
  const text = typed.normalize("NFKC");
  const [whole] = /(?<!\d)\d(?:[\s\p{Pd}\u2212]?\d){5}(?!\d)/u.exec(text) ?? [text];
  return whole.replace(/\D/gu, "").slice(0, 6);
}

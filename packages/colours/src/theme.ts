/** The lights that a reader can choose, whatever the device says. */
export const themes = ["light", "dark"] as const;

/** One of {@link themes}. */
export type Theme = (typeof themes)[number];

/** The light that a cookie or an address names; undefined when the device decides. */
export function parseTheme(value: string | undefined): Theme | undefined {
  return themes.find((theme) => theme === value);
}

/** The next choice of a switch that goes round: the device's, light, dark. */
export function nextTheme(theme: Theme | undefined): Theme | undefined {
  if (theme === undefined) return "light";
  return theme === "light" ? "dark" : undefined;
}

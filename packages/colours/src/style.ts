import { colours } from "./colours.ts";

type Light = keyof typeof colours;

/** The attribute of `<html>` by which a reader's choice outweighs the device's. */
export const themeAttribute = "data-theme";

function declare(light: Light): string {
  const lines = Object.entries(colours[light]).map(([name, value]) => `--color-${name}: ${value};`);
  return `color-scheme: ${light}; ${lines.join(" ")}`;
}

const darkRules = `:root[${themeAttribute}="dark"] { ${declare("dark")} }
@media (prefers-color-scheme: dark) { :root:not([${themeAttribute}="light"]) { ${declare("dark")} } }
`;

/** The colours as custom properties `--color-…` of a page, in the light of the device or the one that the reader chose. */
export function buildDeviceStyle(): string {
  return `:root { ${declare("light")} }\n${darkRules}`;
}

/** The colours for Tailwind: utilities such as `bg-card`, in the light of the device or the one that the reader chose. */
export function buildTailwindTheme(): string {
  const lines = Object.entries(colours.light).map(([name, value]) => `  --color-${name}: ${value};`);
  return `/* Generated from packages/colours/src by "npm run generate"; do not edit. */
@theme static {
${lines.join("\n")}
}
:root { color-scheme: light; }
${darkRules}`;
}

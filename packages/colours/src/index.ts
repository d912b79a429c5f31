/** One set of colours for all pages, in the light and in the dark. No dependencies. */
export { colours, type Colour } from "./colours.ts";
export { buildDeviceStyle, themeAttribute } from "./style.ts";
export { nextTheme, parseTheme, themes, type Theme } from "./theme.ts";

import { writeFile } from "node:fs/promises";
import { buildTailwindTheme } from "../src/style.ts";

await writeFile(new URL("../generated/theme.css", import.meta.url), buildTailwindTheme());

// `npm run generate -w core`: writes generated/openapi.json, from which the dashboard's client is made.
import { mkdir, writeFile } from "node:fs/promises";
import { buildOpenApi } from "../src/http/openapi.ts";

const target = new URL("../generated/openapi.json", import.meta.url);
await mkdir(new URL(".", target), { recursive: true });
await writeFile(target, await buildOpenApi());

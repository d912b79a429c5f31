// `npm run generate -w core`: writes generated/openapi.json, from which the dashboard's client is made, and the reference of the API.
import { mkdir, writeFile } from "node:fs/promises";
import { buildOpenApi } from "../src/http/openapi.ts";
import { buildApiReference } from "./api-reference/build.ts";

const generated = new URL("../generated/", import.meta.url);
const reference = new URL("../../docs/reference/", import.meta.url);
const text = await buildOpenApi();
const document = JSON.parse(text) as Parameters<typeof buildApiReference>[0];
for (const folder of [generated, reference]) await mkdir(folder, { recursive: true });
await writeFile(new URL("openapi.json", generated), text);
await writeFile(new URL("api.md", reference), buildApiReference(document, "en"));
await writeFile(new URL("api.ru.md", reference), buildApiReference(document, "ru"));

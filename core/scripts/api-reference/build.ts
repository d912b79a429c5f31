import { catalogue } from "../../src/errors/catalogue.ts";
import { buildCommand } from "./command.ts";
import type { ApiDocument, ApiOperation, Schema } from "./document.ts";
import { apiExamples, type ApiExample } from "./examples.ts";
import { tags, words, type Language } from "./words.ts";

const variables = `\`\`\`sh
CORE=http://localhost:3000
PHONE=+79001234567
PASSWORD='a long password of yours'
CODE=123456
\`\`\``;

/** Refusals that every operation can answer with; said once. */
const everywhere = ["INTERNAL", "NOT_READY"];

/**
 * The reference of the HTTP API as a page.
 * @throws Error that names operations without an example, and examples without an operation
 */
export function buildApiReference(document: ApiDocument, language: Language): string {
  const said = words[language];
  const operations = listOperations(document);
  refuseMismatch(operations.map(({ operation }) => operation.operationId));
  const sections = Object.entries(tags).map(([tag, title]) => {
    const own = operations
      .filter(({ operation }) => operation.tags[0] === tag)
      .map((found) => renderOperation(found, language));
    return `## ${title[language]}\n\n${own.join("\n\n")}`;
  });
  const shapes = Object.entries(document.components.schemas).map(
    ([name, schema]) =>
      `### ${name}\n\n${said.shape}\n${listFields(schema)
        .map(([field, type]) => `| \`${field}\` | ${renderType(type, language)} |`)
        .join("\n")}`,
  );
  const refusals = Object.entries(catalogue).map(
    ([code, entry]) => `| \`${code}\` | ${entry.status} | ${entry[language]} |`,
  );
  return [
    "<!-- Made by `npm run generate` from core's operations, its catalogue of refusals and core/scripts/api-reference/examples.ts. -->",
    said.intro,
    variables,
    said.variables,
    `${said.anywhere} ${everywhere.map((code) => `\`${code}\``).join(", ")}.`,
    ...sections,
    `## ${said.shapes}`,
    ...shapes,
    `## ${said.refusals}`,
    `${said.refusal}\n${refusals.join("\n")}`,
  ]
    .join("\n\n")
    .concat("\n");
}

function listOperations(document: ApiDocument) {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

function refuseMismatch(ids: readonly string[]): void {
  const missing = ids.filter((id) => !Object.hasOwn(apiExamples, id));
  const stray = Object.keys(apiExamples).filter((id) => !ids.includes(id));
  if (missing.length > 0)
    throw new Error(`core/scripts/api-reference/examples.ts needs an example of ${missing.join(", ")}.`);
  if (stray.length > 0)
    throw new Error(`core/scripts/api-reference/examples.ts has no operation for ${stray.join(", ")}.`);
}

type FoundOperation = ReturnType<typeof listOperations>[number];

function renderOperation({ method, path, operation }: FoundOperation, language: Language): string {
  const said = words[language];
  const example = exampleOf(operation.operationId);
  const limit = operation["x-limit"];
  const who = [said[operation["x-permission"]], ...(limit ? [said.limit(limit.calls, limit.windowSeconds)] : [])];
  return [
    `### ${method} ${path}`,
    `${language === "ru" ? example.ru : operation.summary}. ${said.permission}: ${who.join("; ")}.`,
    ...renderParameters(operation, language),
    buildCommand(method, path, example),
    [
      renderAnswer(operation, language),
      ...(example.gives ? [said.gives(example.gives.value, example.gives.variable)] : []),
    ].join(" "),
    ...renderRefused(operation, language),
  ].join("\n\n");
}

function exampleOf(operationId: string): ApiExample {
  const example = apiExamples[operationId];
  if (!example) throw new Error(`core/scripts/api-reference/examples.ts needs an example of ${operationId}.`);
  return example;
}

function renderParameters({ parameters = [], requestBody }: ApiOperation, language: Language): string[] {
  const said = words[language];
  const body = requestBody?.content?.["application/json"]?.schema;
  const row = (name: string, where: string, schema: Schema, isRequired: boolean) => {
    const extra = [
      ...(isRequired ? [said.required] : []),
      ...(schema.default === undefined ? [] : [`\`${JSON.stringify(schema.default)}\``]),
    ];
    return `| \`${name}\` | ${where} | ${renderType(schema, language)} | ${extra.join(", ")} |`;
  };
  const rows = [
    ...parameters.map((one) => row(one.name, one.in, one.schema, one.required === true)),
    ...listFields(body ?? {}).map(([name, schema]) =>
      row(name, said.body, schema, body?.required?.includes(name) === true),
    ),
  ];
  return rows.length === 0 ? [] : [`${said.parameters}\n${rows.join("\n")}`];
}

function renderAnswer({ responses }: ApiOperation, language: Language): string {
  const said = words[language];
  const [status, { content = {} } = {}] = Object.entries(responses).find(([code]) => code.startsWith("2")) ?? [
    "200",
    {},
  ];
  const [mediaType, { schema = {} } = {}] = Object.entries(content)[0] ?? ["", {}];
  const what = mediaType === "" || schema.type === "null" ? said.nothing : renderBody(schema, language);
  const events = mediaType === "text/event-stream" ? `${said.events}: ` : "";
  return `${said.answer} \`${status}\`: ${events}${what}.`;
}

function renderBody(schema: Schema, language: Language): string {
  const fields = listFields(schema).map(([name]) => `\`${name}\``);
  return fields.length > 0 ? fields.join(", ") : renderType(schema, language);
}

function renderRefused({ responses }: ApiOperation, language: Language): string[] {
  const codes = Object.values(responses)
    .filter(({ content }) => content && "application/problem+json" in content)
    .flatMap(({ description = "" }) => description.split(", "))
    .filter((code) => !everywhere.includes(code));
  return codes.length === 0 ? [] : [`${words[language].refused}: ${codes.map((code) => `\`${code}\``).join(", ")}.`];
}

function listFields({ properties = {} }: Schema): [string, Schema][] {
  return Object.entries(properties);
}

function renderType(schema: Schema, language: Language): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.anyOf) return schema.anyOf.map((one) => renderType(one, language)).join(" / ");
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.type === "array") return `${words[language].list} ${renderType(schema.items ?? {}, language)}`;
  if (schema.type === "object" && schema.properties) return `{ ${Object.keys(schema.properties).join(", ")} }`;
  return schema.format ?? schema.type ?? "object";
}

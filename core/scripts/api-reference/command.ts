import type { ApiExample } from "./examples.ts";

/** The example as a command for a shell. */
export function buildCommand(method: string, path: string, example: ApiExample): string {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => example.path?.[name] ?? "");
  const query = example.query === undefined ? "" : `?${example.query}`;
  const parts = [
    "curl --silent --show-error --fail-with-body",
    ...(method === "GET" || example.body ? [] : [`--request ${method}`]),
    ...(method === "PATCH" ? ["--request PATCH"] : []),
    // Who signs in has no session yet.
    ...(example.as === "anyone" || (example.keepsCookies && example.body && !example.goesOn)
      ? []
      : [`--cookie ${example.as}.jar`]),
    ...(example.keepsCookies ? [`--cookie-jar ${example.as}.jar`] : []),
    ...(example.listensSeconds === undefined ? [] : [`--no-buffer --max-time ${example.listensSeconds}`]),
    `"$CORE${address}${query}"`,
  ];
  if (!example.body) return `\`\`\`sh\n${parts.join(" ")}\n\`\`\``;
  return `\`\`\`sh\n${parts.join(" ")} --json @- <<END\n${JSON.stringify(example.body, null, 2)}\nEND\n\`\`\``;
}

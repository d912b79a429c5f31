import type { LoggedRequest } from "./test-platform.ts";

/** Everything in a path or statement that differs from run to run, and what stands for it in the golden file. */
const variables: readonly (readonly [RegExp, string])[] = [
  [/\b([dou])_[0-9a-f]{32}\b/g, "$1_<uid>"],
  [/\bt\d{9}\b/g, "<tenant>"],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "<uuid>"],
  [/\b[0-9a-f]{40,64}\b/g, "<hash>"],
  [/SCRAM-SHA-256\$[^'"\s]+/g, "<verifier>"],
  [/(events\/)[^/]+$/g, "$1<event>"],
];

/** A text with everything replaced that differs from run to run. */
export function normalise(text: string): string {
  return variables.reduce((result, [pattern, name]) => result.replace(pattern, name), text.replace(/\s+/g, " ").trim());
}

/** Whether a request changed something; renewals of Leases keep leaders in office and count apart. */
export function isWrite({ method, path, status }: LoggedRequest): boolean {
  return (
    method !== "GET" &&
    status < 400 &&
    !path.startsWith("/apis/authentication") &&
    !path.startsWith("/apis/authorization")
  );
}

export function isLease({ path }: LoggedRequest): boolean {
  return path.startsWith("/apis/coordination.k8s.io/");
}

/** How often each line occurs, as `12 × line`, in the order of the lines. */
export function countLines(lines: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts]
    .map(([line, count]) => `${count} × ${line}`)
    .sort((first, second) => first.slice(4).localeCompare(second.slice(4)));
}

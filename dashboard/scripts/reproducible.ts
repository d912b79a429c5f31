// Makes two builds of the same sources the same, byte for byte, wherever they are made: Next draws a build id and keys at random
// and writes down where the sources lay.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "@tochka-rosta/build";

/** Environment of `next build`. The id is that of the sources; next.config.ts reads it. */
export function planEnvironment(root: string) {
  const buildId = fingerprint(root, ["dashboard", "package-lock.json"]).slice(0, 20);
  return { DASHBOARD_BUILD_ID: buildId, NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: deriveKey(buildId, "actions", "base64") };
}

/**
 * Replaces what is random or speaks of this machine in a built server. The keys are those of server actions and draft mode,
 * neither of which the dashboard has, so nothing hangs on their being secret; who adds one must give real keys.
 */
export function makeReproducible(server: string, { root, buildId }: { root: string; buildId: string }): void {
  for (const file of [".next/prerender-manifest.json", ".next/server/preview-props.json"]) {
    rewrite(join(server, file), (text) =>
      text.replace(/"(previewMode\w+)": ?"([0-9a-f]+)"/g, (_, name: string, { length }: string) => {
        return `"${name}": "${deriveKey(buildId, name, "hex").slice(0, length)}"`;
      }),
    );
  }
  // The image keeps the same folders below /app as lie below the root.
  for (const file of ["server.js", ".next/required-server-files.json"]) {
    rewrite(join(server, file), (text) => text.replaceAll(root, "/app"));
  }
}

function deriveKey(buildId: string, purpose: string, encoding: "hex" | "base64"): string {
  return createHash("sha256").update(`${purpose}:${buildId}`).digest(encoding);
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

import type { InstanceIdentity } from "../instance/identity.ts";
import { transportSecurity } from "@tochka-rosta/service/transport-security";

/** Nothing from elsewhere, and no script but the files that are named: whatever tenants type can start none. */
const PAGE_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** For uploaded bytes, should anybody open them as a document. */
export const BYTES_POLICY = "default-src 'none'; sandbox";

/** The files that may run, each by its exact address; they talk to this site only. */
function scriptPolicy(origin: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  return [`script-src ${paths.map((path) => origin + path).join(" ")}`, "connect-src 'self'"];
}

/** Headers of every answer. A site that is not to be listed says so of pictures and files too, which have no place for a tag. */
export function standardHeaders(
  { origin, isIndexed }: Pick<InstanceIdentity, "origin" | "isIndexed">,
  scriptPaths: readonly string[] = [],
): Record<string, string> {
  return {
    ...(!isIndexed && { "x-robots-tag": "noindex" }),
    "content-security-policy": [PAGE_POLICY, ...scriptPolicy(origin, scriptPaths)].join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    // An order's address holds its secret; it must not reach other sites.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    ...transportSecurity(origin),
  };
}

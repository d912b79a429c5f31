import { transportSecurity } from "@tochka-rosta/service/transport-security";

/** Nothing from elsewhere, no script at all: the pages need none, and tenants' texts can then start none. */
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

/** Headers of every answer. */
export function securityHeaders(origin: string): Record<string, string> {
  return {
    "content-security-policy": PAGE_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    // An order's address holds its secret; it must not reach other sites.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    ...transportSecurity(origin),
  };
}

/**
 * The policy of every page: only our own files, and only the scripts that carry this answer's nonce. Forms may also go to
 * the tenants' sites: that is how an owner is handed over to a module's admin side.
 */
export function buildContentSecurityPolicy(nonce: string, siteOrigins: string, isDevelopment: boolean): string {
  return [
    "default-src 'none'",
    // React's development build evaluates strings to rebuild stack traces.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self'${isDevelopment ? " 'unsafe-inline'" : ""}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    `form-action 'self' ${siteOrigins}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

import { transportSecurity } from "@tochka-rosta/service/transport-security";
import { NextResponse, type NextRequest } from "next/server";
import { renewForRequest } from "./api/renew-for-request.ts";
import { buildContentSecurityPolicy } from "./content-security-policy.ts";
import { settings } from "./settings.ts";

/**
 * Before each page: a fresh nonce for the content security policy, and a renewed session where the access token has
 * run out, since a page that is being rendered can no longer set cookies.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const { siteOrigins, isDevelopment, publicOrigin } = settings();
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64");
  const policy = buildContentSecurityPolicy(nonce, siteOrigins, isDevelopment);
  const renewed = await renewForRequest(request.headers, settings());

  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  if (renewed) headers.set("cookie", renewed.cookieHeader);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(transportSecurity(publicOrigin))) response.headers.set(name, value);
  for (const cookie of renewed?.setCookies ?? []) response.headers.append("set-cookie", cookie);
  return response;
}

/** Pages only: neither files, nor the probe, nor what is the core's. */
export const config = { matcher: ["/((?!_next/|api/|icon\\.svg|robots\\.txt|healthz).*)"] };

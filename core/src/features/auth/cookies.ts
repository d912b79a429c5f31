import type { CookieSerializeOptions } from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import { accessSeconds } from "../../crypto/tokens.ts";
import { sessionSeconds, type OpenSession } from "./sessions.ts";

// __Host-: browsers take such a cookie only with Secure, Path=/ and no Domain, so no sibling host can plant or read one.
export const accessCookie = "__Host-access";
export const refreshCookie = "__Host-refresh";

const attributes: CookieSerializeOptions = { httpOnly: true, secure: true, sameSite: "lax", path: "/" };

/** Hands the session's tokens to the browser; scripts never see them. */
export function setSessionCookies(reply: FastifyReply, { accessToken, refreshToken }: OpenSession): void {
  reply.header("cache-control", "no-store");
  reply.setCookie(accessCookie, accessToken, { ...attributes, maxAge: accessSeconds });
  reply.setCookie(refreshCookie, refreshToken, { ...attributes, maxAge: sessionSeconds });
}

export function clearSessionCookies(reply: FastifyReply): void {
  reply.header("cache-control", "no-store");
  reply.clearCookie(accessCookie, attributes);
  reply.clearCookie(refreshCookie, attributes);
}

export function readAccessToken(request: FastifyRequest): string | undefined {
  return request.cookies[accessCookie];
}

export function readRefreshToken(request: FastifyRequest): string | undefined {
  return request.cookies[refreshCookie];
}

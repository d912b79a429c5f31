import type { CookieSerializeOptions } from "@fastify/cookie";
import type { FastifyReply, FastifyRequest } from "fastify";
import { accessSeconds } from "../../crypto/tokens.ts";
import { sessionSeconds, type OpenSession } from "./sessions.ts";

// __Host-: browsers take such a cookie only with Secure, Path=/ and no Domain, so no sibling host can plant or read one.
export const accessCookie = "__Host-access";
export const refreshCookie = "__Host-refresh";
/** The proof of a phone whose owner is about to register. */
export const registrationCookie = "__Host-registration";

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

/** Lets this browser, and no script of it, go on with a registration for so long. */
export function setRegistrationCookie(reply: FastifyReply, token: string, maxAge: number): void {
  reply.header("cache-control", "no-store");
  reply.setCookie(registrationCookie, token, { ...attributes, maxAge });
}

export function clearRegistrationCookie(reply: FastifyReply): void {
  reply.clearCookie(registrationCookie, attributes);
}

export function readRegistrationToken(request: FastifyRequest): string | undefined {
  return request.cookies[registrationCookie];
}

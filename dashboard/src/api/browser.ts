import createClient from "openapi-fetch";
import type { components, paths } from "./generated/schema.d.ts";
import { renewSession } from "./renew-session.ts";

/** A refusal as core words it, or our own when core could not be reached. */
export type Refusal = Pick<components["schemas"]["Problem"], "code" | "title" | "errors" | "facts">;

/** What a call came to. */
export type Outcome<T> = { data: T; refusal?: undefined } | { data?: undefined; refusal: Refusal };

/** Core's API from the browser: same origin, cookies only. An access token that ran out is renewed once, unseen. */
export const browserApi = createClient<paths>({
  baseUrl: "",
  fetch: async (request) => {
    const again = request.clone();
    const answer = await fetch(request);
    if (answer.status !== 401 || isAboutSigningIn(new URL(request.url).pathname)) return answer;
    return (await renewSession()) ? fetch(again) : answer;
  },
});

/** Where 401 speaks of what was typed, or of the renewal itself. */
function isAboutSigningIn(path: string): boolean {
  return path.startsWith("/api/auth/") && path !== "/api/auth/logout-everywhere";
}

/** Turns an answer of {@link browserApi} into an outcome; a connection that fails is a refusal, not an exception. */
export async function outcomeOf<T>(call: Promise<{ data?: T; error?: unknown }>): Promise<Outcome<T>> {
  try {
    const { data, error } = await call;
    if (error === undefined) return { data: data as T };
    return { refusal: isRefusal(error) ? error : unreachable };
  } catch {
    return { refusal: unreachable };
  }
}

const unreachable: Refusal = { code: "UNREACHABLE", title: "" };

function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "code" in value && "title" in value;
}

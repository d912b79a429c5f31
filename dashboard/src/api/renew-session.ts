let renewal: Promise<boolean> | undefined;

/**
 * Renews the access token by the refresh token, both in cookies that scripts cannot see. Calls that meet share one
 * renewal, and tabs take turns, since each renewal replaces the refresh token.
 * @returns whether there is a session.
 */
export function renewSession(): Promise<boolean> {
  renewal ??= renewInTurn().finally(() => (renewal = undefined));
  return renewal;
}

async function renewInTurn(): Promise<boolean> {
  return await navigator.locks.request("session", renewOnce);
}

async function renewOnce(): Promise<boolean> {
  const answer = await fetch("/api/auth/refresh", { method: "POST" });
  return answer.ok;
}

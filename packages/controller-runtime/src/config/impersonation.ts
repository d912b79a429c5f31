import type { UserFields } from "./kubeconfig-files.ts";

/**
 * The headers that make the API server treat requests as another user's: `as`, `as-uid`, `as-groups` and `as-user-extra` of a kubeconfig's
 * user. Undefined when nobody is impersonated.
 *
 * @throws Error for a uid, groups or extra without a user, as client-go does: the rights would silently be one's own
 * @see https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
 */
export function buildImpersonationHeaders(
  user: Pick<UserFields, "as" | "as-uid" | "as-groups" | "as-user-extra">,
  where: string,
): Record<string, string | string[]> | undefined {
  const { as, "as-uid": uid, "as-groups": groups = [], "as-user-extra": extra = {} } = user;
  if (!as) {
    if (!uid && groups.length === 0 && Object.keys(extra).length === 0) return undefined;
    throw new Error(`${where}: as-uid, as-groups and as-user-extra need a user in "as"`);
  }
  const extras = Object.entries(extra).map(([key, values]) => [`Impersonate-Extra-${encodeURIComponent(key)}`, values]);
  return {
    "Impersonate-User": as,
    ...(uid ? { "Impersonate-Uid": uid } : {}),
    ...(groups.length > 0 ? { "Impersonate-Group": groups } : {}),
    ...(Object.fromEntries(extras) as Record<string, string[]>),
  };
}

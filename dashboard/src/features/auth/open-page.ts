import { readOwnPath } from "@tochka-rosta/service/own-path";

/**
 * Leaves for a page after the session changed. A whole load, so that nothing rendered for the earlier session stays.
 * @returns a promise that never settles: the buttons stay busy until the new page is there.
 */
export function openPage(path: string): Promise<never> {
  window.location.assign(path);
  return new Promise(() => undefined);
}

/** The path to return to after signing in, when it is one of ours; otherwise the dashboard. */
export function readReturnPath(requested: string | undefined): string {
  return readOwnPath(requested) ?? "/dashboard";
}

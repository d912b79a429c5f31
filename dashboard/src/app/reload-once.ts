const pauseMilliseconds = 60_000;
const key = "reloaded-at";

/** What of a browser's window a reload needs. */
export interface ReloadWindow {
  readonly sessionStorage: Pick<Storage, "getItem" | "setItem">;
  readonly location: Pick<Location, "reload">;
}

/**
 * Loads the page again, once a minute and tab at most: a page that was open while the platform was upgraded lacks files of its own
 * build, or does not understand what the core answers by now, and a whole load brings it up to date.
 * @returns whether it does; false: it did so a moment ago, and that was no help
 */
export function reloadOnce(window: ReloadWindow, now: number): boolean {
  const last = Number(window.sessionStorage.getItem(key) ?? 0);
  // A clock that was set back must not forbid it for long.
  if (Math.abs(now - last) < pauseMilliseconds) return false;
  window.sessionStorage.setItem(key, String(now));
  window.location.reload();
  return true;
}

"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** Whether scripts have taken the page over; until then a press would be lost or sent by the browser itself. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

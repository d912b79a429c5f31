"use client";

import { useEffect, useState } from "react";

const tickMilliseconds = 100;

/** `performance.now()`, ten times a second while `runs`. Never before `since`, which it also is on the first render. */
export function useNow(since: number, runs: boolean): number {
  const [now, setNow] = useState(since);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => setNow(performance.now()), tickMilliseconds);
    return () => clearInterval(timer);
  }, [runs]);
  return Math.max(now, since);
}

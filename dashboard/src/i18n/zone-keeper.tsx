"use client";

import { useTimeZone } from "next-intl";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { zoneCookie } from "./zone.ts";

const yearSeconds = 31_536_000;

/** Tells the server the reader's time zone, once and whenever it has changed: pages are drawn there, by their wall clock. */
export function ZoneKeeper() {
  const shown = useTimeZone();
  const router = useRouter();
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const isKept = document.cookie.split("; ").includes(`${zoneCookie}=${own}`);
    if (own === shown || isKept) return;
    document.cookie = `${zoneCookie}=${own}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax`;
    router.refresh();
  }, [shown, router]);
  return null;
}

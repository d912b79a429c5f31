"use client";

import { WifiOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useOffline } from "next/offline";

/** Says that there is no connection, and that a click which waits for it goes on by itself. */
export function OfflineBanner() {
  const t = useTranslations("errors");
  const isOffline = useOffline();
  return (
    <div role="status" className="fixed inset-x-0 bottom-0 z-40 grid justify-items-center px-4 pb-4 empty:hidden">
      {isOffline && (
        <p
          data-testid="offline"
          className="flex items-center gap-2.5 rounded-xl border border-warn-line bg-warn-soft px-4 py-3 text-[15px] font-medium text-warn shadow-lift"
        >
          <WifiOff aria-hidden className="size-5 shrink-0" />
          {t("offline")}
        </p>
      )}
    </div>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { MessagePage } from "#components/layout/message-page.tsx";
import { Button } from "#components/ui/button.tsx";
import { reloadOnce } from "./reload-once.ts";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("errors.broken");
  const common = useTranslations("common");
  useEffect(() => {
    // With a digest the server failed, and would fail again at once.
    if (error.digest === undefined) reloadOnce(window, Date.now());
  }, [error]);
  const retry = () => {
    reset();
    // The fault lies with what the server rendered, so only a whole load can correct it.
    window.location.reload();
  };
  return (
    <MessagePage title={t("title")} text={t("text")}>
      <Button onClick={retry}>{common("retry")}</Button>
      {error.digest && <p className="w-full text-sm text-muted">{t("digest", { digest: error.digest })}</p>}
    </MessagePage>
  );
}

"use client";

import { useTranslations } from "next-intl";
import { MessagePage } from "#components/layout/message-page.tsx";
import { Button } from "#components/ui/button.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("errors.broken");
  const common = useTranslations("common");
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

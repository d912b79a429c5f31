"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Refusal } from "#api/browser.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";

interface DeactivateButtonOptions {
  title: string;
  /** Host of the site, empty while it has none. */
  host: string;
  isUnderWay: boolean;
  onDeactivate: () => Promise<Refusal | undefined>;
}

/** Switches a site off after saying what stays and what visitors will see. */
export function DeactivateButton({ title, host, isUnderWay, onDeactivate }: DeactivateButtonOptions) {
  const t = useTranslations("modules");
  const common = useTranslations("common");
  const errors = useTranslations("errors");
  const [open, setOpen] = useState(false);
  const [pending, setPending] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();

  const deactivate = async () => {
    setPending(true);
    const refused = await onDeactivate();
    setPending(false);
    setRefusal(refused);
    if (!refused) setOpen(false);
  };

  return (
    <>
      <ActionButton
        variant="ghost"
        size="small"
        className="text-muted"
        onClick={() => setOpen(true)}
        data-testid="deactivate"
      >
        {t(isUnderWay ? "stop" : "deactivate")}
      </ActionButton>
      <Dialog open={open} onClose={() => setOpen(false)} title={t("deactivateDialog.title", { module: title })}>
        <div className="grid gap-3 leading-relaxed">
          {host !== "" && <p className="break-words">{t("deactivateDialog.text", { host })}</p>}
          <Notice tone="good" text={t("deactivateDialog.kept")} />
          <p className="text-muted">{t("deactivateDialog.frees")}</p>
          {refusal && <Notice tone="bad" role="alert" text={refusal.title || errors("unreachable")} />}
        </div>
        <div className="flex flex-wrap gap-3 pt-1">
          <ActionButton
            variant="danger"
            loading={pending}
            onClick={() => void deactivate()}
            data-testid="deactivate-confirm"
          >
            {t("deactivateDialog.confirm")}
          </ActionButton>
          <ActionButton variant="outline" onClick={() => setOpen(false)} data-initial-focus>
            {common("cancel")}
          </ActionButton>
        </div>
      </Dialog>
    </>
  );
}

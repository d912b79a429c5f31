"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import { ActionButton } from "#components/ui/action-button.tsx";

/** Opens the module's own admin side in a new tab, signed in: a form carries a token that is good for one use. */
export function OpenAdminButton({ id }: { id: string }) {
  const t = useTranslations("modules");
  const errors = useTranslations("errors");
  const [pending, setPending] = useState(false);
  const [refused, setRefused] = useState<string>();

  const open = async () => {
    setPending(true);
    setRefused(undefined);
    const path = { params: { path: { id } } };
    const { data, refusal } = await outcomeOf(browserApi.POST("/api/modules/instances/{id}/handover", path));
    setPending(false);
    if (data) submitInNewTab(data.action, data.token);
    else setRefused(refusal?.title || errors("unreachable"));
  };

  return (
    <div className="grid gap-1.5">
      <ActionButton variant="secondary" loading={pending} onClick={() => void open()} data-testid="open-admin">
        {t("openAdmin")}
      </ActionButton>
      {refused && (
        <p role="alert" className="text-sm font-medium text-bad">
          {t("openAdminRefused")}. {refused}
        </p>
      )}
    </div>
  );
}

// A form and not an address: the token must not stay in histories and logs.
function submitInNewTab(action: string, token: string): void {
  const form = document.createElement("form");
  form.method = "POST";
  form.action = action;
  form.target = "_blank";
  form.rel = "noopener";
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "token";
  field.value = token;
  form.append(field);
  document.body.append(form);
  form.submit();
  form.remove();
}

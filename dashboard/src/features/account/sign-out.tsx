"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { openPage } from "../auth/open-page.ts";

/** Ends the session on this device and leads to the landing page. */
export function SignOut({ variant = "ghost" }: { variant?: "ghost" | "outline" }) {
  const t = useTranslations("common");
  const [pending, setPending] = useState(false);
  const signOut = async () => {
    setPending(true);
    const { refusal } = await outcomeOf(browserApi.POST("/api/auth/logout"));
    if (!refusal) await openPage("/");
    setPending(false);
  };
  return (
    <ActionButton
      variant={variant}
      size="small"
      loading={pending}
      onClick={() => void signOut()}
      data-testid="sign-out"
    >
      {!pending && <LogOut aria-hidden className="size-4" />}
      <span className={variant === "ghost" ? "max-sm:sr-only" : undefined}>{t("signOut")}</span>
    </ActionButton>
  );
}

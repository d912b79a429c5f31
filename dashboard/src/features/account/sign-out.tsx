"use client";

import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { openPage } from "../auth/open-page.ts";

/** Ends the session on this device, or on all of them, and leads to the landing page. */
export function SignOut({ variant = "ghost", everywhere }: { variant?: "ghost" | "outline"; everywhere?: boolean }) {
  const t = useTranslations("common");
  const [pending, setPending] = useState(false);
  const signOut = async () => {
    setPending(true);
    const { refusal } = await outcomeOf(
      browserApi.POST(everywhere ? "/api/auth/logout-everywhere" : "/api/auth/logout"),
    );
    // Whoever is signed out already has what they wanted.
    if (!refusal || refusal.code === "NOT_SIGNED_IN") await openPage("/");
    setPending(false);
  };
  return (
    <ActionButton
      variant={variant}
      size="small"
      loading={pending}
      onClick={() => void signOut()}
      data-testid={everywhere ? "sign-out-everywhere" : "sign-out"}
    >
      {!pending && <LogOut aria-hidden className="size-4" />}
      <span className={variant === "ghost" ? "max-sm:sr-only" : undefined}>
        {t(everywhere ? "signOutEverywhere" : "signOut")}
      </span>
    </ActionButton>
  );
}

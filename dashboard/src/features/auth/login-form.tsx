"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { useState } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { LoginByCode } from "./login-by-code.tsx";
import { LoginByPassword } from "./login-by-password.tsx";

const methods = ["byPassword", "byCode"] as const;

/** Signing in by password or by one-time code; the phone stays when the way is changed. */
export function LoginForm({ returnPath }: { returnPath: string }) {
  const t = useTranslations("auth.login");
  const common = useTranslations("common");
  const [method, setMethod] = useState<(typeof methods)[number]>("byPassword");
  const [phone, setPhone] = useState("");
  const shared = { phone, onPhone: setPhone, returnPath };
  return (
    <div className="grid gap-6">
      <div className="grid gap-2">
        <h1 className="text-3xl font-extrabold">{t("title")}</h1>
        <p className="text-muted">{t("lead")}</p>
      </div>
      <div role="group" aria-label={t("method")} className="grid grid-cols-2 gap-1 rounded-xl bg-slate-200/70 p-1">
        {methods.map((option) => (
          <button
            key={option}
            type="button"
            aria-pressed={option === method}
            onClick={() => setMethod(option)}
            data-testid={`login-${option === "byCode" ? "by-code" : "by-password"}`}
            className={classNames(
              "h-10 rounded-lg text-[15px] font-semibold text-muted",
              option === method && "bg-white text-ink shadow-sm",
            )}
          >
            {t(option)}
          </button>
        ))}
      </div>
      {method === "byPassword" ? <LoginByPassword {...shared} /> : <LoginByCode {...shared} />}
      <div className="flex flex-wrap justify-between gap-x-6 gap-y-2 text-[15px] text-muted">
        <span>
          {t("fresh")}{" "}
          <Link href="/register" className="rounded font-semibold text-brand hover:underline">
            {common("signUp")}
          </Link>
        </span>
        <Link href="/recover" className="rounded font-semibold text-brand hover:underline">
          {t("forgot")}
        </Link>
      </div>
    </div>
  );
}

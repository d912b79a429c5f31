"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "#components/form/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useCountdown } from "./use-countdown.ts";
import type { CodeDelivery, CodeSender } from "./use-code-sender.ts";

interface CodeFieldOptions {
  value: string;
  onChange: (digits: string) => void;
  error?: string | undefined;
  delivery: CodeDelivery;
  sender: CodeSender;
  testId?: string;
}

/** The one-time code: one input that takes paste and the phone's own filling in, and a way to ask for another code. */
export function CodeField({ value, onChange, error, delivery, sender, testId }: CodeFieldOptions) {
  const t = useTranslations("auth.field");
  const hint = delivery.delivery === "terminal" ? t("codeFromTerminal") : t("codeFromSms", { phone: delivery.phone });
  return (
    <div className="grid gap-2">
      <Field name="code" label={t("code")} hint={hint} error={error}>
        {(input) => (
          <Input
            {...input}
            type="text"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            className="text-center text-2xl font-semibold tracking-[0.4em] tabular-nums"
            value={value}
            onChange={(event) => onChange(event.target.value.replace(/\D/g, "").slice(0, 6))}
            data-testid={testId}
          />
        )}
      </Field>
      <Resend key={delivery.sentAt} delivery={delivery} sender={sender} />
    </div>
  );
}

function Resend({ delivery, sender }: Pick<CodeFieldOptions, "delivery" | "sender">) {
  const t = useTranslations("auth.field");
  const seconds = useCountdown(delivery.resend_after_seconds);
  const [refused, setRefused] = useState<string>();
  if (seconds > 0) {
    return (
      <p className="text-sm text-muted">
        {delivery.times > 1 && <span role="status">{t("resent")}. </span>}
        {t("resendIn", { seconds })}
      </p>
    );
  }
  const resend = async () => setRefused((await sender.sendAgain())?.title);
  return (
    <div className="grid gap-1">
      <button
        type="button"
        onClick={() => void resend()}
        className="justify-self-start rounded py-1 text-sm font-semibold text-brand hover:underline"
      >
        {t("resend")}
      </button>
      {refused && (
        <p role="alert" className="text-sm font-medium text-bad">
          {refused}
        </p>
      )}
    </div>
  );
}

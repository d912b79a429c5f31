"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "#components/form/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { readTypedCode } from "./code.ts";
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

/** The one-time code: one input that takes any paste and the phone's own filling in, and a way to ask for another code. */
export function CodeField({ value, onChange, error, delivery, sender, testId }: CodeFieldOptions) {
  const t = useTranslations("auth.field");
  return (
    <div className="grid gap-2">
      <Field name="code" label={t("code")} hint={useDeliveryHint(delivery)} error={error}>
        {(input) => (
          <Input
            {...input}
            type="text"
            inputMode="numeric"
            autoComplete="one-time-code"
            className="text-center text-2xl font-semibold tracking-[0.4em] tabular-nums"
            value={value}
            onChange={(event) => onChange(readTypedCode(event.target.value))}
            data-testid={testId}
          />
        )}
      </Field>
      <Resend
        key={delivery.sentAt}
        delivery={delivery}
        onResend={async () => {
          const refusal = await sender.sendAgain();
          if (!refusal) onChange("");
          return refusal?.title;
        }}
      />
    </div>
  );
}

function useDeliveryHint({ delivery, phone }: CodeDelivery): string {
  const t = useTranslations("auth.field");
  if (delivery === "terminal") return t("codeFromTerminal");
  return delivery === "sms" ? t("codeFromSms", { phone }) : t("codeSentBefore", { phone });
}

interface ResendOptions {
  delivery: CodeDelivery;
  /** Gives what core refused it with, if it did. */
  onResend: () => Promise<string | undefined>;
}

function Resend({ delivery, onResend }: ResendOptions) {
  const t = useTranslations("auth.field");
  const errors = useTranslations("errors");
  const seconds = useCountdown(delivery.sentAt + delivery.resend_after_seconds * 1000);
  const [refused, setRefused] = useState<string>();
  if (seconds > 0) {
    return (
      <p className="text-sm text-muted">
        {delivery.times > 1 && <span role="status">{t("resent")}. </span>}
        {t("resendIn", { seconds })}
      </p>
    );
  }
  const resend = async () => {
    const title = await onResend();
    setRefused(title === "" ? errors("unreachable") : title);
  };
  return (
    <div className="grid gap-1">
      <button
        type="button"
        onClick={() => void resend()}
        className="justify-self-start rounded py-1 text-sm font-semibold text-brand hover:underline"
        data-testid="code-resend"
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

"use client";

import { formatWhileTyping } from "@tochka-rosta/phones";
import { useTranslations } from "next-intl";
import { Field } from "#components/form/field.tsx";
import { Input } from "#components/ui/input.tsx";

interface PhoneFieldOptions {
  value: string;
  onChange: (shown: string) => void;
  error?: string | undefined;
  testId?: string;
}

/** A phone number, shown as people write it while it is typed. */
export function PhoneField({ value, onChange, error, testId }: PhoneFieldOptions) {
  const t = useTranslations("auth.field");
  return (
    <Field name="phone" label={t("phone")} hint={t("phoneHint")} error={error}>
      {(input) => (
        <Input
          {...input}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          placeholder="+7 (___) ___-__-__"
          value={value}
          onChange={(event) => onChange(formatWhileTyping(event.target.value, value))}
          data-testid={testId}
        />
      )}
    </Field>
  );
}

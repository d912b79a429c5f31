"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { useId } from "react";
import { FieldError } from "#components/form/field.tsx";

interface ConsentFieldOptions {
  checked: boolean;
  onChange: (checked: boolean) => void;
  error?: string | undefined;
}

/** Consent to the processing of personal data: a box of its own that nobody ticks beforehand, beside the whole text. */
export function ConsentField({ checked, onChange, error }: ConsentFieldOptions) {
  const t = useTranslations("auth.enter");
  const id = useId();
  return (
    <div className="grid gap-1.5">
      <div className="flex items-start gap-3">
        <input
          id={id}
          type="checkbox"
          name="consent"
          checked={checked}
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={(event) => onChange(event.target.checked)}
          data-testid="register-consent"
          className="size-6 shrink-0 rounded accent-brand"
        />
        <label htmlFor={id} className="text-[15px] leading-6">
          {t.rich("consent", {
            link: (chunks) => (
              <Link href="/legal/consent" target="_blank" className="rounded text-brand underline">
                {chunks}
              </Link>
            ),
          })}
        </label>
      </div>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  );
}

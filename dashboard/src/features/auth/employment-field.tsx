"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import type { User } from "#api/models.ts";
import { FieldError } from "#components/form/field.tsx";

type EmploymentType = User["employment_type"];

const types: readonly EmploymentType[] = ["individual", "self_employed", "ip", "ooo"];

interface EmploymentFieldOptions {
  value: EmploymentType | undefined;
  onChange: (type: EmploymentType) => void;
  error?: string | undefined;
}

/** The four legal forms as large radio buttons. */
export function EmploymentField({ value, onChange, error }: EmploymentFieldOptions) {
  const t = useTranslations("auth");
  const errorId = useId();
  return (
    <fieldset className="grid gap-1.5" aria-describedby={error ? errorId : undefined}>
      <legend className="mb-1.5 text-[15px] font-medium">{t("field.employment_type")}</legend>
      <div className="grid grid-cols-2 gap-3">
        {types.map((type) => (
          <label
            key={type}
            className="flex min-h-12 cursor-pointer items-center gap-3 rounded-xl border border-line-strong bg-card px-3.5 text-[15px] hover:border-brand has-checked:border-brand has-checked:bg-brand-soft has-checked:font-semibold has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand"
          >
            <input
              type="radio"
              name="employment_type"
              value={type}
              checked={value === type}
              aria-invalid={error ? true : undefined}
              onChange={() => onChange(type)}
              data-testid={`register-employment-${type}`}
              className="size-4 accent-brand focus-visible:outline-none"
            />
            {t(`employment.${type}`)}
          </label>
        ))}
      </div>
      {error && <FieldError id={errorId}>{error}</FieldError>}
    </fieldset>
  );
}

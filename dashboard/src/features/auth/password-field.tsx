"use client";

import { Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "#components/form/field.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Input } from "#components/ui/input.tsx";
import { measurePassword } from "./password-strength.ts";

interface PasswordFieldOptions {
  value: string;
  onChange: (password: string) => void;
  error?: string | undefined;
  /** A password that is being chosen gets a meter and a hint. */
  isNew?: boolean;
  testId?: string;
}

/** A password that can be shown, pasted and filled in by a password manager. */
export function PasswordField({ value, onChange, error, isNew, testId }: PasswordFieldOptions) {
  const t = useTranslations("auth.field");
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="grid gap-2">
      <Field
        name="password"
        label={t(isNew ? "newPassword" : "password")}
        hint={isNew ? t("passwordHint") : undefined}
        error={error}
      >
        {(input) => (
          <div className="relative">
            <Input
              {...input}
              type={shown ? "text" : "password"}
              autoComplete={isNew ? "new-password" : "current-password"}
              className="pr-13"
              value={value}
              onChange={(event) => onChange(event.target.value)}
              data-testid={testId}
            />
            <button
              type="button"
              aria-label={t(shown ? "hidePassword" : "showPassword")}
              onClick={() => setShown(!shown)}
              className="absolute inset-y-1 right-1 grid w-11 place-items-center rounded-lg text-muted hover:text-ink"
            >
              <Icon aria-hidden className="size-5" />
            </button>
          </div>
        )}
      </Field>
      {isNew && value !== "" && <Meter password={value} />}
    </div>
  );
}

const colours = ["bg-bad", "bg-bad", "bg-warn", "bg-good"] as const;

function Meter({ password }: { password: string }) {
  const t = useTranslations("auth.strength");
  const strength = measurePassword(password);
  return (
    <div className="flex items-center gap-3">
      <div aria-hidden className="grid flex-1 grid-cols-3 gap-1.5">
        {[1, 2, 3].map((bar) => (
          <i key={bar} className={classNames("h-1.5 rounded-full bg-line", bar <= strength && colours[strength])} />
        ))}
      </div>
      <p role="status" aria-label={t("label")} className="min-w-36 text-right text-sm text-muted">
        {t(`${strength}`)}
      </p>
    </div>
  );
}

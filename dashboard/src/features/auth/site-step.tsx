"use client";

import { Sprout } from "lucide-react";
import { useTranslations } from "next-intl";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Tariff } from "#api/models.ts";
import { Form } from "#components/form/form.tsx";
import { ConsentField } from "./consent-field.tsx";
import { PasswordField } from "./password-field.tsx";
import { shortestPassword } from "./password-strength.ts";
import type { RegistrationStep } from "./phone-step.tsx";
import { StepButtons } from "./step-buttons.tsx";
import { SubdomainField } from "./subdomain-field.tsx";

type SiteStepOptions = RegistrationStep & {
  tariff: Tariff | undefined;
  onBack: () => void;
  onDone: () => Promise<void>;
};

/** Last step: the address, a password and the consent in its own box. */
export function SiteStep({ registration, change, submission, tariff, onBack, onDone }: SiteStepOptions) {
  const t = useTranslations("auth");
  const { form, pending, failure } = submission;

  const submit = async () => {
    const { subdomain, password, consent } = registration;
    const isComplete = submission.accept({
      subdomain: subdomain ? undefined : t("missing.subdomain"),
      password: password.length >= shortestPassword ? undefined : t("missing.passwordShort"),
      consent: consent ? undefined : t("missing.consent"),
    });
    if (isComplete) await onDone();
  };
  const wayOut = failure.code === "ALREADY_REGISTERED" && (
    <Link href="/login" className="font-semibold underline">
      {t("register.alreadyRegistered")}
    </Link>
  );

  return (
    <Form
      form={form}
      pending={pending}
      onSubmit={submit}
      message={failure.message}
      wayOut={wayOut}
      label={t("register.site.title")}
    >
      <ChosenTariff tariff={tariff} />
      <SubdomainField
        value={registration.subdomain}
        onChange={(subdomain) => change({ subdomain })}
        error={failure.fields["subdomain"]}
      />
      <PasswordField
        isNew
        value={registration.password}
        onChange={(password) => change({ password })}
        error={failure.fields["password"]}
        testId="register-password"
      />
      <ConsentField
        checked={registration.consent}
        onChange={(consent) => change({ consent })}
        error={failure.fields["consent"]}
      />
      <StepButtons onBack={onBack} pending={pending} submit={t("register.submit")} testId="register-submit" />
      <Offer />
    </Form>
  );
}

function Offer() {
  const t = useTranslations("auth.register");
  const link = (chunks: ReactNode) => (
    <Link href="/legal/offer" target="_blank" className="rounded text-brand underline">
      {chunks}
    </Link>
  );
  return <p className="text-sm text-muted">{t.rich("offer", { link })}</p>;
}

function ChosenTariff({ tariff }: { tariff: Tariff | undefined }) {
  const t = useTranslations("auth.register");
  return (
    <p className="flex items-center gap-2.5 rounded-xl bg-brand-soft px-4 py-3 text-[15px] font-medium text-brand-strong">
      <Sprout aria-hidden className="size-5 shrink-0" />
      {tariff ? t("tariff", { name: tariff.name }) : t("tariffDefault")}
    </p>
  );
}

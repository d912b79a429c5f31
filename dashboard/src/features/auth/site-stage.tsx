"use client";

import { Sprout } from "lucide-react";
import { useTranslations } from "next-intl";
import Link from "next/link";
import { useState, type ReactNode } from "react";
import type { Tariff } from "#api/models.ts";
import { Field } from "#components/form/field.tsx";
import { Form } from "#components/form/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { ConsentField } from "./consent-field.tsx";
import type { StageOptions } from "./entrance-stage.ts";
import { PasswordField } from "./password-field.tsx";
import { shortestPassword } from "./password-strength.ts";
import { StepButtons } from "./step-buttons.tsx";
import { SubdomainField, suggestSubdomain } from "./subdomain-field.tsx";

/** What the last stage gathers beyond the draft: it is kept nowhere. */
export interface Unkept {
  password: string;
  consent: boolean;
}

type SiteStageOptions = StageOptions & { tariff: Tariff | undefined; onDone: (unkept: Unkept) => Promise<void> };

/** Last stage: the business, its address, a password and the consent in its own box. */
export function SiteStage({ draft, change, goTo, submission, tariff, onDone }: SiteStageOptions) {
  const t = useTranslations("auth");
  const common = useTranslations("common");
  const [password, setPassword] = useState("");
  const [consent, setConsent] = useState(false);
  const { form, pending, failure } = submission;

  const submit = async () => {
    const isComplete = submission.accept({
      company_name: draft.company_name.trim() ? undefined : t("missing.company_name"),
      subdomain: draft.subdomain ? undefined : t("missing.subdomain"),
      password: password.length >= shortestPassword ? undefined : t("missing.passwordShort"),
      consent: consent ? undefined : t("missing.consent"),
    });
    if (isComplete) await onDone({ password, consent });
  };
  const nameCompany = (company_name: string) => {
    const isOwn = draft.subdomain !== "" && draft.subdomain !== suggestSubdomain(draft.company_name);
    change(isOwn ? { company_name } : { company_name, subdomain: suggestSubdomain(company_name) });
  };

  return (
    <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("enter.site.title")}>
      <ChosenTariff tariff={tariff} />
      <CompanyField value={draft.company_name} onChange={nameCompany} error={failure.fields["company_name"]} />
      <SubdomainField
        value={draft.subdomain}
        onChange={(subdomain) => change({ subdomain })}
        error={failure.fields["subdomain"]}
      />
      <PasswordField
        isNew
        value={password}
        onChange={submission.edit("password", setPassword)}
        error={failure.fields["password"]}
        testId="register-password"
      />
      <ConsentField
        checked={consent}
        onChange={(checked) => {
          setConsent(checked);
          submission.forget("consent");
        }}
        error={failure.fields["consent"]}
      />
      <StepButtons
        back={common("back")}
        onBack={() => goTo("profile")}
        pending={pending}
        submit={t("enter.submit")}
        testId="register-submit"
      />
      <Offer />
    </Form>
  );
}

interface CompanyFieldOptions {
  value: string;
  onChange: (name: string) => void;
  error: string | undefined;
}

function CompanyField({ value, onChange, error }: CompanyFieldOptions) {
  const t = useTranslations("auth.field");
  return (
    <Field name="company_name" label={t("company_name")} hint={t("companyHint")} error={error}>
      {(input) => (
        <Input
          {...input}
          type="text"
          autoComplete="organization"
          value={value}
          onChange={(event) => onChange(event.target.value)}
          data-testid="register-company"
        />
      )}
    </Field>
  );
}

function Offer() {
  const t = useTranslations("auth.enter");
  const link = (chunks: ReactNode) => (
    <Link href="/legal/offer" target="_blank" className="rounded text-brand underline">
      {chunks}
    </Link>
  );
  return <p className="text-sm text-muted">{t.rich("offer", { link })}</p>;
}

function ChosenTariff({ tariff }: { tariff: Tariff | undefined }) {
  const t = useTranslations("auth.enter");
  return (
    <p className="flex items-center gap-2.5 rounded-xl bg-brand-soft px-4 py-3 text-[15px] font-medium text-brand-strong">
      <Sprout aria-hidden className="size-5 shrink-0" />
      {tariff ? t("tariff", { name: tariff.name }) : t("tariffDefault")}
    </p>
  );
}

"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Field } from "#components/form/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { spellAsLabel } from "#format/label.ts";
import { formatSiteHosts } from "#format/site-hosts.ts";
import { useSubdomainCheck, type SubdomainCheck } from "./use-subdomain-check.ts";

// The Tenant resource keeps the rule; core refuses longer ones.
const longestSubdomain = 40;

/** The name in addresses that a company's own name suggests. */
export function suggestSubdomain(company: string): string {
  return spellAsLabel(company, longestSubdomain).replace(/-$/, "");
}

interface SubdomainFieldOptions {
  value: string;
  onChange: (name: string) => void;
  error?: string | undefined;
}

/** The name of the tenant in its sites' addresses, checked while it is typed. */
export function SubdomainField({ value, onChange, error }: SubdomainFieldOptions) {
  const t = useTranslations("auth.field");
  const check = useSubdomainCheck(value);
  return (
    <div className="grid gap-2">
      <Field name="subdomain" label={t("subdomain")} hint={t("subdomainHint")} error={error}>
        {(input) => (
          <Input
            {...input}
            type="text"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            placeholder="masterskaya"
            value={value}
            onChange={(event) => onChange(spellAsLabel(event.target.value, longestSubdomain))}
            data-testid="register-subdomain"
          />
        )}
      </Field>
      <div role="status" className="min-h-6 text-sm" data-testid="register-subdomain-answer">
        <Answer check={check} onTake={onChange} />
      </div>
    </div>
  );
}

function Answer({ check, onTake }: { check: SubdomainCheck; onTake: (name: string) => void }) {
  const t = useTranslations("auth.subdomain");
  if (check.state === "idle") return null;
  if (check.state === "checking") {
    return <Line icon={<Spinner className="size-4" />} tone="text-muted" text={t("checking")} />;
  }
  if (check.state === "unchecked") {
    return <Line icon={<CircleAlert aria-hidden className="size-4" />} tone="text-warn" text={t("unchecked")} />;
  }
  const { available, domain, reason, suggestion } = check.answer;
  if (available) {
    const icon = <CircleCheck aria-hidden className="size-4" />;
    return <Line icon={icon} tone="text-good" text={t("available", { domain: formatSiteHosts(domain) })} />;
  }
  return (
    <Line icon={<CircleAlert aria-hidden className="size-4" />} tone="text-bad" text={t(`reason.${reason ?? "taken"}`)}>
      {suggestion && (
        <button
          type="button"
          onClick={() => onTake(suggestion)}
          className="rounded-lg bg-brand-soft px-2.5 py-1 font-semibold text-brand-strong hover:bg-brand-soft/70"
        >
          {t("suggestion", { name: suggestion })}
        </button>
      )}
    </Line>
  );
}

function Line(props: { icon: ReactNode; tone: string; text: string; children?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 font-medium">
      <span className={`flex min-w-0 items-center gap-1.5 [&>svg]:shrink-0 ${props.tone}`}>
        {props.icon}
        <span className="min-w-0 break-words">{props.text}</span>
      </span>
      {props.children}
    </div>
  );
}

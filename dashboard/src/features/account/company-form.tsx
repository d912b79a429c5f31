"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import { Field } from "#components/form/field.tsx";
import { Form } from "#components/form/form.tsx";
import { useSubmission } from "#components/form/use-submission.ts";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";

/** Renames the company. */
export function CompanyForm({ name: before }: { name: string }) {
  const t = useTranslations("account.settings");
  const common = useTranslations("common");
  const router = useRouter();
  const [name, setName] = useState(before);
  const [isSaved, setSaved] = useState(false);
  const { form, pending, failure, accept, send, forget } = useSubmission();

  const submit = async () => {
    setSaved(false);
    if (!accept({ name: name.trim() ? undefined : t("companyMissing") })) return;
    const body = { name, seen_name: before };
    const { data, refusal } = await send(() => outcomeOf(browserApi.PATCH("/api/tenants/me", { body })));
    // What somebody else has saved is what the next save is compared with.
    if (refusal?.code === "CHANGED_MEANWHILE") router.refresh();
    if (!data) return;
    setSaved(true);
    router.refresh();
  };

  return (
    <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("company")}>
      <Field name="name" label={t("companyName")} hint={t("companyHint")} error={failure.fields["name"]}>
        {(input) => (
          <Input
            {...input}
            type="text"
            autoComplete="organization"
            maxLength={100}
            value={name}
            onChange={(event) => {
              setName(event.target.value);
              setSaved(false);
              forget("name");
            }}
            data-testid="settings-company-name"
          />
        )}
      </Field>
      <div className="flex items-center gap-4">
        <Button type="submit" loading={pending} data-testid="settings-save">
          {common("save")}
        </Button>
        <p role="status" className="font-medium text-good">
          {isSaved && common("saved")}
        </p>
      </div>
    </Form>
  );
}

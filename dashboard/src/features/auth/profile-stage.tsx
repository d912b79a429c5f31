"use client";

import { useTranslations } from "next-intl";
import { Field } from "#components/form/field.tsx";
import { Form } from "#components/form/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { EmploymentField } from "./employment-field.tsx";
import type { StageOptions } from "./entrance-stage.ts";
import { StepButtons } from "./step-buttons.tsx";

const names = [
  { name: "first_name", autoComplete: "given-name", testId: "register-first-name" },
  { name: "last_name", autoComplete: "family-name", testId: "register-last-name" },
] as const;

/** Who the person is whose phone is proved. */
export function ProfileStage(props: StageOptions & { onOtherNumber: () => void }) {
  const { draft, change, goTo, submission, onOtherNumber } = props;
  const t = useTranslations("auth");
  const common = useTranslations("common");
  const { form, pending, failure } = submission;

  const submit = async () => {
    const isComplete = submission.accept({
      first_name: draft.first_name.trim() ? undefined : t("missing.first_name"),
      last_name: draft.last_name.trim() ? undefined : t("missing.last_name"),
      employment_type: draft.employment_type === "" ? t("missing.employment_type") : undefined,
    });
    if (isComplete) goTo("site");
  };

  return (
    <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("enter.profile.title")}>
      <div className="grid gap-5 sm:grid-cols-2 sm:gap-3">
        {names.map(({ name, autoComplete, testId }) => (
          <Field key={name} name={name} label={t(`field.${name}`)} error={failure.fields[name]}>
            {(input) => (
              <Input
                {...input}
                type="text"
                autoComplete={autoComplete}
                value={draft[name]}
                onChange={(event) => change({ [name]: event.target.value })}
                data-testid={testId}
              />
            )}
          </Field>
        ))}
      </div>
      <EmploymentField
        value={draft.employment_type === "" ? undefined : draft.employment_type}
        onChange={(employment_type) => change({ employment_type })}
        error={failure.fields["employment_type"]}
      />
      <StepButtons
        back={t("enter.otherNumber")}
        onBack={onOtherNumber}
        pending={pending}
        submit={common("continue")}
        testId="register-continue"
      />
    </Form>
  );
}

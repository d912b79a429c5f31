"use client";

import { useTranslations } from "next-intl";
import { Field } from "#components/form/field.tsx";
import { Form } from "#components/form/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { CodeField } from "./code-field.tsx";
import { EmploymentField } from "./employment-field.tsx";
import type { RegistrationStep } from "./phone-step.tsx";
import { StepButtons } from "./step-buttons.tsx";
import type { CodeSender } from "./use-code-sender.ts";

const names = [
  { name: "first_name", autoComplete: "given-name", testId: "register-first-name" },
  { name: "last_name", autoComplete: "family-name", testId: "register-last-name" },
] as const;

/** Second step: the code that was sent, and who the person is. */
export function ProfileStep(props: RegistrationStep & { sender: CodeSender; onBack: () => void; onDone: () => void }) {
  const { registration, change, submission, sender, onBack, onDone } = props;
  const t = useTranslations("auth");
  const common = useTranslations("common");
  const { form, pending, failure } = submission;

  const submit = async () => {
    const isComplete = submission.accept({
      code: registration.code.length === 6 ? undefined : t("missing.code"),
      first_name: registration.first_name.trim() ? undefined : t("missing.first_name"),
      last_name: registration.last_name.trim() ? undefined : t("missing.last_name"),
      employment_type: registration.employment_type ? undefined : t("missing.employment_type"),
    });
    if (isComplete) onDone();
  };

  return (
    <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("register.profile.title")}>
      {sender.delivery && (
        <CodeField
          value={registration.code}
          onChange={(code) => change({ code })}
          error={failure.fields["code"]}
          delivery={sender.delivery}
          sender={sender}
          testId="register-code"
        />
      )}
      <div className="grid gap-5 sm:grid-cols-2 sm:gap-3">
        {names.map(({ name, autoComplete, testId }) => (
          <Field key={name} name={name} label={t(`field.${name}`)} error={failure.fields[name]}>
            {(input) => (
              <Input
                {...input}
                type="text"
                autoComplete={autoComplete}
                maxLength={100}
                value={registration[name]}
                onChange={(event) => change({ [name]: event.target.value })}
                data-testid={testId}
              />
            )}
          </Field>
        ))}
      </div>
      <EmploymentField
        value={registration.employment_type}
        onChange={(employment_type) => change({ employment_type })}
        error={failure.fields["employment_type"]}
      />
      <StepButtons onBack={onBack} pending={pending} submit={common("continue")} testId="register-continue" />
    </Form>
  );
}

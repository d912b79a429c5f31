"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { Form } from "#components/form/form.tsx";
import type { useSubmission } from "#components/form/use-submission.ts";
import { Button } from "#components/ui/button.tsx";
import { PhoneField } from "./phone-field.tsx";
import type { Registration } from "./registration.ts";
import type { CodeSender } from "./use-code-sender.ts";
import { usePhoneProblem } from "./use-phone-problem.ts";

/** What every step of registration is given. */
export interface RegistrationStep {
  registration: Registration;
  change: (part: Partial<Registration>) => void;
  submission: ReturnType<typeof useSubmission>;
}

/** First step: the phone, to which a code is sent. */
export function PhoneStep(props: RegistrationStep & { sender: CodeSender; onDone: () => void }) {
  const { registration, change, submission, sender, onDone } = props;
  const t = useTranslations("auth");
  const phoneProblem = usePhoneProblem();
  const common = useTranslations("common");
  const { form, pending, failure } = submission;

  const submit = async () => {
    if (!submission.accept({ phone: phoneProblem(registration.phone) })) return;
    // Back and forth without changing the number needs no second code.
    if (sender.delivery?.phone === registration.phone) return onDone();
    const { data } = await submission.send(() => sender.send(registration.phone));
    if (data) onDone();
  };

  return (
    <>
      <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("register.phone.title")}>
        <PhoneField
          value={registration.phone}
          onChange={(phone) => change({ phone })}
          error={failure.fields["phone"]}
          testId="register-phone"
        />
        <Button type="submit" size="large" loading={pending} data-testid="register-continue">
          {common("continue")}
        </Button>
      </Form>
      <p className="text-[15px] text-muted">
        {t("register.known")}{" "}
        <Link href="/login" className="rounded font-semibold text-brand hover:underline">
          {common("signIn")}
        </Link>
      </p>
    </>
  );
}

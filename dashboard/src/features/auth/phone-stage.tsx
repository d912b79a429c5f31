"use client";

import { useTranslations } from "next-intl";
import { Form } from "#components/form/form.tsx";
import { Button } from "#components/ui/button.tsx";
import type { StageOptions } from "./entrance-stage.ts";
import { PhoneField } from "./phone-field.tsx";
import type { CodeSender } from "./use-code-sender.ts";
import { usePhoneProblem } from "./use-phone-problem.ts";

/** The phone, to which a code is sent: the same for whoever is registered and whoever is not. */
export function PhoneStage({ draft, change, goTo, submission, sender }: StageOptions & { sender: CodeSender }) {
  const t = useTranslations("auth");
  const phoneProblem = usePhoneProblem();
  const { form, pending, failure } = submission;

  const submit = async () => {
    if (!submission.accept({ phone: phoneProblem(draft.phone) })) return;
    // Back and forth without changing the number needs no second code.
    if (sender.delivery?.phone === draft.phone) return goTo("code");
    const { data } = await submission.send(() => sender.send(draft.phone));
    if (data) goTo("code");
  };

  return (
    <>
      <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("enter.title")}>
        <PhoneField
          value={draft.phone}
          onChange={(phone) => change({ phone })}
          error={failure.fields["phone"]}
          testId="enter-phone"
        />
        <Button type="submit" size="large" loading={pending} data-testid="enter-continue">
          {t("enter.sendCode")}
        </Button>
      </Form>
      <OtherWay text={t("enter.byPassword")} onTake={() => goTo("password")} testId="enter-by-password" />
    </>
  );
}

/** The other way in, as quiet as it is seldom. */
export function OtherWay({ text, onTake, testId }: { text: string; onTake: () => void; testId: string }) {
  return (
    <button
      type="button"
      onClick={onTake}
      data-testid={testId}
      className="justify-self-start rounded py-1 text-[15px] font-semibold text-brand hover:underline"
    >
      {text}
    </button>
  );
}

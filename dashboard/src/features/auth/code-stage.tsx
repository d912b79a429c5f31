"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import type { User } from "#api/models.ts";
import { Form } from "#components/form/form.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { CodeField } from "./code-field.tsx";
import type { StageOptions } from "./entrance-stage.ts";
import { StepButtons } from "./step-buttons.tsx";
import type { CodeDelivery, CodeSender } from "./use-code-sender.ts";

interface CodeStageOptions extends StageOptions {
  sender: CodeSender;
  delivery: CodeDelivery;
  onSignedIn: (user: User) => Promise<void>;
  /** The phone is proved and belongs to nobody yet. */
  onProved: (phone: string) => void;
}

/** The code that was sent, checked as soon as it is whole. */
export function CodeStage({ goTo, submission, sender, delivery, onSignedIn, onProved }: CodeStageOptions) {
  const t = useTranslations("auth");
  const common = useTranslations("common");
  const [code, setCode] = useState("");
  const { form, pending, failure } = submission;
  const isHydrated = useHydrated();
  useEffect(() => {
    if (isHydrated) form.current?.querySelector<HTMLInputElement>("input[name=code]")?.focus();
  }, [form, isHydrated]);

  const check = async (whole: string) => {
    const body = { phone: delivery.phone, code: whole };
    const { data, refusal } = await submission.send(() => outcomeOf(browserApi.POST("/api/auth/enter", { body })));
    if (data?.user) return onSignedIn(data.user);
    if (data?.registration) return onProved(data.registration.phone);
    if (refusal?.code === "UNREACHABLE") return;
    setCode("");
    if (refusal?.code === "CODE_SPENT" || refusal?.code === "CODE_EXPIRED") {
      sender.noteWait(refusal.facts?.retry_after_seconds);
    }
  };
  const submit = async () => {
    if (submission.accept({ code: code.length === 6 ? undefined : t("missing.code") })) await check(code);
  };
  const type = (digits: string) => {
    setCode(digits);
    submission.forget("code");
    if (digits.length === 6 && digits !== code && !pending) void check(digits);
  };

  return (
    <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("enter.code.title")}>
      <CodeField
        value={code}
        onChange={type}
        error={failure.fields["code"]}
        delivery={delivery}
        sender={sender}
        testId="enter-code"
      />
      <StepButtons
        back={t("enter.otherNumber")}
        onBack={() => goTo("phone")}
        pending={pending}
        submit={common("continue")}
        testId="enter-continue"
      />
    </Form>
  );
}

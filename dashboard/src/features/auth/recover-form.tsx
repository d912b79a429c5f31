"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { useEffect, useState, type RefObject } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import { Form } from "#components/form/form.tsx";
import { useDraft } from "#components/form/use-draft.ts";
import { useSubmission } from "#components/form/use-submission.ts";
import { Button } from "#components/ui/button.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { CodeField } from "./code-field.tsx";
import { openPage } from "./open-page.ts";
import { PasswordField } from "./password-field.tsx";
import { shortestPassword } from "./password-strength.ts";
import { PhoneField } from "./phone-field.tsx";
import { useCodeSender, type CodeDelivery } from "./use-code-sender.ts";
import { usePhoneProblem } from "./use-phone-problem.ts";

interface Recovery {
  phone: string;
  delivery: CodeDelivery | null;
}

const emptyRecovery: Recovery = { phone: "", delivery: null };

/** Phone, then the code and the new password. The phone and that a code was sent survive a reload; code and password do not. */
function useRecovery() {
  const t = useTranslations("auth.missing");
  const phoneProblem = usePhoneProblem();
  const { draft, change, forget } = useDraft("recover", emptyRecovery);
  const { phone, delivery } = draft;
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const sender = useCodeSender({ purpose: "reset", delivery, onDelivery: (latest) => change({ delivery: latest }) });
  const submission = useSubmission();
  const { accept, send, edit } = submission;
  const sent = delivery?.phone === phone ? delivery : null;

  const submit = async () => {
    const isComplete = accept({
      phone: phoneProblem(phone),
      code: !sent || code.length === 6 ? undefined : t("code"),
      password: !sent || password.length >= shortestPassword ? undefined : t("passwordShort"),
    });
    if (!isComplete) return;
    if (!sent) return void (await send(() => sender.send(phone)));
    const body = { phone, code, password };
    const { data, refusal } = await send(() => outcomeOf(browserApi.POST("/api/auth/reset-password", { body })));
    if (refusal?.code === "CODE_SPENT" || refusal?.code === "CODE_EXPIRED") {
      setCode("");
      sender.noteWait(refusal.facts?.retry_after_seconds);
    }
    if (!data) return;
    forget();
    await openPage("/dashboard");
  };
  const editPhone = edit("phone", (typed) => change({ phone: typed }));
  const fields = { phone, editPhone, code, editCode: edit("code", setCode), password };
  return { ...fields, editPassword: edit("password", setPassword), sent, sender, submission, submit };
}

/** A lost password: a code to the phone, then a new password and a new session. */
export function RecoverForm() {
  const t = useTranslations("auth");
  const { submission, submit, sender, sent, ...fields } = useRecovery();
  const { form, pending, failure } = submission;
  useCodeFocus(form, sent !== null);
  return (
    <div className="grid gap-6">
      <Heading wasSent={sent !== null} />
      <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("recover.title")}>
        <PhoneField
          value={fields.phone}
          onChange={fields.editPhone}
          error={failure.fields["phone"]}
          testId="recover-phone"
        />
        {sent && (
          <>
            <CodeField
              value={fields.code}
              onChange={fields.editCode}
              error={failure.fields["code"]}
              delivery={sent}
              sender={sender}
              testId="recover-code"
            />
            <PasswordField
              isNew
              value={fields.password}
              onChange={fields.editPassword}
              error={failure.fields["password"]}
              testId="recover-password"
            />
          </>
        )}
        <Button type="submit" size="large" loading={pending} data-testid="recover-submit">
          {t(sent ? "recover.submit" : "recover.sendCode")}
        </Button>
      </Form>
      <Remembered />
    </div>
  );
}

/** Where a code was sent, also before a reload, its field is what the eye looks for. */
function useCodeFocus(form: RefObject<HTMLFormElement | null>, wasSent: boolean): void {
  const isHydrated = useHydrated();
  useEffect(() => {
    if (wasSent && isHydrated) form.current?.querySelector<HTMLInputElement>("input[name=code]")?.focus();
  }, [form, wasSent, isHydrated]);
}

function Heading({ wasSent }: { wasSent: boolean }) {
  const t = useTranslations("auth.recover");
  return (
    <div className="grid gap-2">
      <h1 className="text-3xl font-extrabold">{t("title")}</h1>
      <p className="text-muted">{t(wasSent ? "codeLead" : "lead")}</p>
    </div>
  );
}

function Remembered() {
  const t = useTranslations("auth.recover");
  const common = useTranslations("common");
  return (
    <p className="text-[15px] text-muted">
      {t("remembered")}{" "}
      <Link href="/login" className="rounded font-semibold text-brand hover:underline">
        {common("signIn")}
      </Link>
    </p>
  );
}

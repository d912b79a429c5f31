"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import { Form } from "#components/form/form.tsx";
import { useSubmission } from "#components/form/use-submission.ts";
import { Button } from "#components/ui/button.tsx";
import { CodeField } from "./code-field.tsx";
import { openPage } from "./open-page.ts";
import { PasswordField } from "./password-field.tsx";
import { shortestPassword } from "./password-strength.ts";
import { PhoneField } from "./phone-field.tsx";
import { useCodeSender } from "./use-code-sender.ts";
import { usePhoneProblem } from "./use-phone-problem.ts";

/** A lost password: a code to the phone, then a new password and a new session. */
export function RecoverForm() {
  const t = useTranslations("auth");
  const phoneProblem = usePhoneProblem();
  const [phone, setPhone] = useState("");
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const sender = useCodeSender("reset");
  const { form, pending, failure, accept, send, edit } = useSubmission();
  const wasSent = sender.delivery?.phone === phone;

  const submit = async () => {
    const isComplete = accept({
      phone: phoneProblem(phone),
      code: !wasSent || code.length === 6 ? undefined : t("missing.code"),
      password: !wasSent || password.length >= shortestPassword ? undefined : t("missing.passwordShort"),
    });
    if (!isComplete) return;
    if (!wasSent) return void (await send(() => sender.send(phone)));
    const body = { phone, code, password };
    const { data } = await send(() => outcomeOf(browserApi.POST("/api/auth/reset-password", { body })));
    if (data) await openPage("/dashboard");
  };

  return (
    <div className="grid gap-6">
      <Heading wasSent={wasSent} />
      <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("recover.title")}>
        <PhoneField
          value={phone}
          onChange={edit("phone", setPhone)}
          error={failure.fields["phone"]}
          testId="recover-phone"
        />
        {wasSent && sender.delivery && (
          <>
            <CodeField
              value={code}
              onChange={edit("code", setCode)}
              error={failure.fields["code"]}
              delivery={sender.delivery}
              sender={sender}
              testId="recover-code"
            />
            <PasswordField
              isNew
              value={password}
              onChange={edit("password", setPassword)}
              error={failure.fields["password"]}
              testId="recover-password"
            />
          </>
        )}
        <Button type="submit" size="large" loading={pending} data-testid="recover-submit">
          {t(wasSent ? "recover.submit" : "recover.sendCode")}
        </Button>
      </Form>
      <Remembered />
    </div>
  );
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

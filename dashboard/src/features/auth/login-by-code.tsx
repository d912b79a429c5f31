"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import { Form } from "#components/form/form.tsx";
import { useSubmission } from "#components/form/use-submission.ts";
import { Button } from "#components/ui/button.tsx";
import { CodeField } from "./code-field.tsx";
import type { LoginOptions } from "./login-by-password.tsx";
import { openPage } from "./open-page.ts";
import { PhoneField } from "./phone-field.tsx";
import { useCodeSender } from "./use-code-sender.ts";
import { usePhoneProblem } from "./use-phone-problem.ts";

/** Phone, then the code that was sent to it. */
export function LoginByCode({ phone, onPhone, returnPath }: LoginOptions) {
  const t = useTranslations("auth");
  const phoneProblem = usePhoneProblem();
  const common = useTranslations("common");
  const [code, setCode] = useState("");
  const sender = useCodeSender("login");
  const { form, pending, failure, accept, send, edit } = useSubmission();
  const wasSent = sender.delivery?.phone === phone;

  const submit = async () => {
    const isComplete = accept({
      phone: phoneProblem(phone),
      code: !wasSent || code.length === 6 ? undefined : t("missing.code"),
    });
    if (!isComplete) return;
    if (!wasSent) return void (await send(() => sender.send(phone)));
    const { data } = await send(() => outcomeOf(browserApi.POST("/api/auth/login-code", { body: { phone, code } })));
    if (data) await openPage(returnPath);
  };

  return (
    <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("login.byCode")}>
      <PhoneField
        value={phone}
        onChange={edit("phone", onPhone)}
        error={failure.fields["phone"]}
        testId="login-phone"
      />
      {wasSent && sender.delivery && (
        <CodeField
          value={code}
          onChange={edit("code", setCode)}
          error={failure.fields["code"]}
          delivery={sender.delivery}
          sender={sender}
          testId="login-code"
        />
      )}
      <Button type="submit" size="large" loading={pending} data-testid="login-submit">
        {wasSent ? common("signIn") : t("login.sendCode")}
      </Button>
    </Form>
  );
}

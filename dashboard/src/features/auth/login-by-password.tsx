"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import { Form } from "#components/form/form.tsx";
import { useSubmission } from "#components/form/use-submission.ts";
import { Button } from "#components/ui/button.tsx";
import { openPage } from "./open-page.ts";
import { PasswordField } from "./password-field.tsx";
import { PhoneField } from "./phone-field.tsx";
import { usePhoneProblem } from "./use-phone-problem.ts";

/** What both ways of signing in are given. */
export interface LoginOptions {
  phone: string;
  onPhone: (phone: string) => void;
  returnPath: string;
}

/** Phone and password. */
export function LoginByPassword({ phone, onPhone, returnPath }: LoginOptions) {
  const t = useTranslations("auth");
  const phoneProblem = usePhoneProblem();
  const common = useTranslations("common");
  const [password, setPassword] = useState("");
  const { form, pending, failure, accept, send, edit } = useSubmission();

  const submit = async () => {
    const isComplete = accept({
      phone: phoneProblem(phone),
      password: password ? undefined : t("missing.password"),
    });
    if (!isComplete) return;
    const body = { phone, password };
    const { data } = await send(() => outcomeOf(browserApi.POST("/api/auth/login-password", { body })));
    if (data) await openPage(returnPath);
  };

  return (
    <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("login.byPassword")}>
      <PhoneField
        value={phone}
        onChange={edit("phone", onPhone)}
        error={failure.fields["phone"]}
        testId="login-phone"
      />
      <PasswordField
        value={password}
        onChange={edit("password", setPassword)}
        error={failure.fields["password"]}
        testId="login-password"
      />
      <Button type="submit" size="large" loading={pending} data-testid="login-submit">
        {common("signIn")}
      </Button>
    </Form>
  );
}

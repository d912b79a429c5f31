"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { useState } from "react";
import { browserApi, outcomeOf } from "#api/browser.ts";
import type { User } from "#api/models.ts";
import { Form } from "#components/form/form.tsx";
import { Button } from "#components/ui/button.tsx";
import type { StageOptions } from "./entrance-stage.ts";
import { PasswordField } from "./password-field.tsx";
import { PhoneField } from "./phone-field.tsx";
import { OtherWay } from "./phone-stage.tsx";
import { usePhoneProblem } from "./use-phone-problem.ts";

/** The other way in: phone and password, for whoever has one. */
export function PasswordStage(props: StageOptions & { onSignedIn: (user: User) => Promise<void> }) {
  const { draft, change, goTo, submission, onSignedIn } = props;
  const t = useTranslations("auth");
  const common = useTranslations("common");
  const phoneProblem = usePhoneProblem();
  const [password, setPassword] = useState("");
  const { form, pending, failure, accept, send, edit } = submission;

  const submit = async () => {
    const { phone } = draft;
    if (!accept({ phone: phoneProblem(phone), password: password ? undefined : t("missing.password") })) return;
    const body = { phone, password };
    const { data } = await send(() => outcomeOf(browserApi.POST("/api/auth/login-password", { body })));
    if (data) await onSignedIn(data.user);
  };

  return (
    <>
      <Form form={form} pending={pending} onSubmit={submit} message={failure.message} label={t("enter.byPassword")}>
        <PhoneField
          value={draft.phone}
          onChange={(phone) => change({ phone })}
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
      <div className="flex flex-wrap justify-between gap-x-6 gap-y-2 text-[15px]">
        <OtherWay text={t("enter.byCode")} onTake={() => goTo("phone")} testId="enter-by-code" />
        <Link href="/recover" className="rounded py-1 font-semibold text-brand hover:underline">
          {t("enter.forgot")}
        </Link>
      </div>
    </>
  );
}

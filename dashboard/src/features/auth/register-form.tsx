"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { Tariff } from "#api/models.ts";
import { browserApi, outcomeOf } from "#api/browser.ts";
import { useSubmission } from "#components/form/use-submission.ts";
import { openPage } from "./open-page.ts";
import { PhoneStep } from "./phone-step.tsx";
import { ProfileStep } from "./profile-step.tsx";
import { emptyRegistration, findStepOf, type Registration } from "./registration.ts";
import { SiteStep } from "./site-step.tsx";
import { StepHeading } from "./step-heading.tsx";
import { useCodeSender } from "./use-code-sender.ts";

const steps = ["phone", "profile", "site"] as const;

/** Registration in three steps: phone, person, site. Nothing typed is lost by going back. */
export function RegisterForm({ tariff }: { tariff: Tariff | undefined }) {
  const t = useTranslations("auth.register");
  const [registration, setRegistration] = useState<Registration>(emptyRegistration);
  const [step, setStep] = useState(0);
  const submission = useSubmission();
  const sender = useCodeSender("register");
  const heading = useRef<HTMLHeadingElement>(null);
  const hasMoved = useRef(false);

  useEffect(() => {
    if (hasMoved.current) heading.current?.focus();
    hasMoved.current = true;
  }, [step]);

  const change = (part: Partial<Registration>) => {
    setRegistration({ ...registration, ...part });
    submission.forget(...Object.keys(part));
  };
  const goTo = (next: number) => {
    submission.clear();
    setStep(next);
  };
  const register = async () => {
    const { employment_type, ...rest } = registration;
    if (!employment_type) return goTo(1);
    const body = { ...rest, employment_type, ...(tariff && { tariff: tariff.code }) };
    const { refusal, data } = await submission.send(() =>
      outcomeOf(browserApi.POST("/api/auth/register-full", { body })),
    );
    if (data) return openPage("/select-module");
    const refused = refusal?.code === "CODE_WRONG" ? ["code"] : (refusal?.errors ?? []).map(({ field }) => field);
    return setStep(findStepOf(refused));
  };

  const shared = { registration, change, submission };
  const name = steps[step] ?? "phone";
  return (
    <div className="grid gap-6">
      <StepHeading ref={heading} step={step} total={steps.length} title={t(`${name}.title`)} lead={t(`${name}.lead`)} />
      {name === "phone" && <PhoneStep {...shared} sender={sender} onDone={() => goTo(1)} />}
      {name === "profile" && <ProfileStep {...shared} sender={sender} onBack={() => goTo(0)} onDone={() => goTo(2)} />}
      {name === "site" && <SiteStep {...shared} tariff={tariff} onBack={() => goTo(1)} onDone={register} />}
    </div>
  );
}

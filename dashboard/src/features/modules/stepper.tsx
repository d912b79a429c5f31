"use client";

import { Check } from "lucide-react";
import { useTranslations } from "next-intl";
import { Notice } from "#components/ui/notice.tsx";
import { explainReason, isHeldUp } from "./reason.ts";
import { StepList } from "./step-list.tsx";
import { findCurrentStep, isUnderWay, totalSeconds, type Followed } from "./steps.ts";
import { useNow } from "./use-now.ts";
import { useSeconds } from "./use-seconds.ts";

interface StepperOptions {
  followed: Followed;
  title: string;
  isConnected: boolean;
}

/** The launch of an instance as it really happens. */
export function Stepper({ followed, title, isConnected }: StepperOptions) {
  const { instance, receivedAt } = followed;
  const underWay = isUnderWay(instance);
  const now = useNow(receivedAt, underWay);
  if (instance.steps.length === 0) return null;
  return (
    <div className="grid gap-4 rounded-xl border border-line bg-surface p-4 sm:p-5">
      <Summary followed={followed} now={now} />
      <StepList steps={instance.steps} receivedAt={receivedAt} now={now} title={title} />
      <Announcement followed={followed} />
      {underWay && <Trouble followed={followed} isConnected={isConnected} />}
    </div>
  );
}

/** How the launch of a site that is live went, for those who want to know. */
export function PastLaunch({ followed: { instance, receivedAt }, title }: Omit<StepperOptions, "isConnected">) {
  const t = useTranslations("modules.stepper");
  return (
    <details className="min-w-0 flex-1 text-sm">
      <summary className="w-fit rounded py-2 font-medium text-muted hover:text-ink">{t("details")}</summary>
      <div className="pt-2">
        <StepList steps={instance.steps} receivedAt={receivedAt} now={receivedAt} title={title} />
      </div>
    </details>
  );
}

function Summary({ followed: { instance, receivedAt }, now }: { followed: Followed; now: number }) {
  const t = useTranslations("modules.stepper");
  const formatSeconds = useSeconds();
  const seconds = formatSeconds(totalSeconds(instance.steps, receivedAt, now));
  if (instance.ready) {
    return (
      <p className="flex items-center gap-2.5 text-lg font-bold text-good" data-testid="launch-done">
        <span aria-hidden className="grid size-7 animate-sprout place-items-center rounded-full bg-good text-card">
          <Check className="size-4.5" strokeWidth={3} />
        </span>
        {t("done", { seconds })}
      </p>
    );
  }
  return (
    <p className="flex items-baseline justify-between gap-3 text-lg font-bold">
      {t(findCurrentStep(instance.steps)?.state === "failed" ? "healing" : "running")}
      <span className="text-2xl font-extrabold text-brand tabular-nums" aria-hidden>
        {t("seconds", { seconds })}
      </span>
    </p>
  );
}

/** Says each finished step once, politely; the running seconds are for eyes only. */
function Announcement({ followed: { instance } }: { followed: Followed }) {
  const t = useTranslations("modules");
  const last = instance.steps.findLast(({ state }) => state === "done" || state === "failed");
  return (
    <p role="status" className="sr-only">
      {last && t("stepper.announce", { step: t(`step.${last.type}`), state: t(`stepState.${last.state}`) })}
    </p>
  );
}

/** What delays the launch, in plain words, and whether somebody has to act. */
function Trouble({ followed: { instance }, isConnected }: { followed: Followed; isConnected: boolean }) {
  const t = useTranslations("modules.stepper");
  const reasons = useTranslations("reasons");
  const step = findCurrentStep(instance.steps);
  if (!isConnected) return <Notice tone="warn" role="status" text={t("lostConnection")} />;
  // A step under way explains itself, unless it cannot go on before something else is corrected.
  if (step?.state !== "failed" && !isHeldUp(step?.reason)) return null;
  const { known, outlook } = explainReason(step?.reason);
  return (
    <Notice
      tone="warn"
      role="status"
      data-testid="launch-trouble"
      title={known ? reasons(known) : (step?.message ?? step?.reason)}
      text={outlook && t(outlook)}
    />
  );
}

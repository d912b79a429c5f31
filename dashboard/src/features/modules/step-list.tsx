"use client";

import { Check, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Step } from "#api/models.ts";
import { classNames } from "#components/ui/class-names.ts";
import { Spinner } from "#components/ui/spinner.tsx";
import { secondsNow } from "./steps.ts";
import { useSeconds } from "./use-seconds.ts";

interface StepListOptions {
  steps: readonly Step[];
  receivedAt: number;
  now: number;
  title: string;
}

/** The steps of a launch with the seconds each one takes. State is told by sign and word, not by colour alone. */
export function StepList({ steps, receivedAt, now, title }: StepListOptions) {
  const t = useTranslations("modules");
  const formatSeconds = useSeconds();
  return (
    <ol aria-label={t("stepper.label", { module: title })} className="grid">
      {steps.map((step, index) => {
        const seconds = secondsNow(step, receivedAt, now);
        return (
          <li
            key={step.type}
            data-testid={`step-${step.type}`}
            data-state={step.state}
            className="relative flex items-center gap-3 py-1.5"
          >
            {index > 0 && <Line reached={step.state !== "waiting"} />}
            <Sign state={step.state} />
            <span className={classNames("min-w-0 flex-1", step.state === "waiting" && "text-muted")}>
              {t(`step.${step.type}`)}
              <span className="sr-only">: {t(`stepState.${step.state}`)}</span>
            </span>
            {seconds !== undefined && (
              <span className="text-[15px] text-muted tabular-nums">
                {t("stepper.seconds", { seconds: formatSeconds(seconds) })}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function Line({ reached }: { reached: boolean }) {
  const colour = reached ? "bg-brand-line" : "bg-line";
  return (
    <i aria-hidden className={classNames("absolute bottom-[calc(50%+0.75rem)] left-[0.7rem] h-3 w-0.5", colour)} />
  );
}

const signStyles: Readonly<Record<Step["state"], string>> = {
  waiting: "border-2 border-line-strong bg-card",
  running: "bg-brand-soft text-brand",
  done: "bg-good-soft text-good",
  failed: "bg-warn-soft text-warn",
};

function Sign({ state }: { state: Step["state"] }) {
  return (
    <span aria-hidden className={classNames("grid size-6 shrink-0 place-items-center rounded-full", signStyles[state])}>
      {state === "running" && <Spinner className="size-4" />}
      {state === "done" && <Check className="size-4" strokeWidth={3} />}
      {state === "failed" && <TriangleAlert className="size-3.5" />}
    </span>
  );
}

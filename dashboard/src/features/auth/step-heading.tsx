import { useTranslations } from "next-intl";
import type { Ref } from "react";
import { classNames } from "#components/ui/class-names.ts";
import type { EntranceStage } from "./draft.ts";

const pointSizes = ["size-3", "size-5"];

/** The stages of whoever registers, once the phone is proved. */
const registration: readonly EntranceStage[] = ["profile", "site"];

/** What this stage is for, and where we are among those of a registration (points that grow). Takes the focus when the stage changes. */
export function StepHeading({
  ref,
  stage,
  lead,
}: {
  ref: Ref<HTMLHeadingElement>;
  stage: EntranceStage;
  lead: string;
}) {
  const t = useTranslations("auth.enter");
  const step = registration.indexOf(stage);
  return (
    <div className="grid gap-2">
      {step >= 0 && (
        <div className="mb-2 flex items-center gap-3">
          <div aria-hidden className="flex items-center gap-2">
            {pointSizes.map((size, index) => (
              <i
                key={size}
                className={classNames(
                  "rounded-full transition-colors",
                  size,
                  index <= step ? "bg-linear-to-br from-action to-action-end" : "bg-line",
                )}
              />
            ))}
          </div>
          <p className="text-sm font-medium text-muted">
            {t("progress", { step: step + 1, total: registration.length })}
          </p>
        </div>
      )}
      <h1 ref={ref} tabIndex={-1} className="text-3xl font-extrabold outline-none">
        {t(`${stage}.title`)}
      </h1>
      <p className="text-muted">{lead}</p>
    </div>
  );
}

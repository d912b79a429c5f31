import { useTranslations } from "next-intl";
import type { Ref } from "react";
import { classNames } from "#components/ui/class-names.ts";

interface StepHeadingOptions {
  ref: Ref<HTMLHeadingElement>;
  step: number;
  total: number;
  title: string;
  lead: string;
}

const pointSizes = ["size-2.5", "size-3.5", "size-5"];

/** Where we are among the steps (points that grow), and what this one is for. Takes the focus when the step changes. */
export function StepHeading({ ref, step, total, title, lead }: StepHeadingOptions) {
  const t = useTranslations("auth.register");
  return (
    <div className="grid gap-2">
      <div className="mb-2 flex items-center gap-3">
        <div aria-hidden className="flex items-center gap-2">
          {pointSizes.map((size, index) => (
            <i
              key={size}
              className={classNames(
                "rounded-full transition-colors",
                size,
                index <= step ? "bg-linear-to-br from-indigo-700 to-blue-600" : "bg-slate-200",
              )}
            />
          ))}
        </div>
        <p className="text-sm font-medium text-muted">{t("progress", { step: step + 1, total })}</p>
      </div>
      <h1 ref={ref} tabIndex={-1} className="text-3xl font-extrabold outline-none">
        {title}
      </h1>
      <p className="text-muted">{lead}</p>
    </div>
  );
}

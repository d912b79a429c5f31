"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";

interface StepButtonsOptions {
  onBack: () => void;
  pending: boolean;
  submit: string;
  testId: string;
}

/** Back, and on. */
export function StepButtons({ onBack, pending, submit, testId }: StepButtonsOptions) {
  const common = useTranslations("common");
  return (
    <div className="grid grid-cols-[auto_1fr] gap-3">
      <Button variant="outline" size="large" onClick={onBack}>
        {common("back")}
      </Button>
      <Button type="submit" size="large" loading={pending} data-testid={testId}>
        {submit}
      </Button>
    </div>
  );
}

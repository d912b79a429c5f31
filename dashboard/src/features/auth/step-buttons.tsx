"use client";

import { Button } from "#components/ui/button.tsx";

interface StepButtonsOptions {
  back: string;
  onBack: () => void;
  pending: boolean;
  submit: string;
  testId: string;
}

/** Back, and on. */
export function StepButtons({ back, onBack, pending, submit, testId }: StepButtonsOptions) {
  return (
    <div className="grid grid-cols-[auto_1fr] gap-3">
      <Button variant="outline" size="large" className="max-sm:px-4" onClick={onBack}>
        {back}
      </Button>
      <Button type="submit" size="large" className="max-sm:px-4" loading={pending} data-testid={testId}>
        {submit}
      </Button>
    </div>
  );
}

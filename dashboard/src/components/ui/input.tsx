import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

/** A one-line text input, 16 px so that phones do not zoom in. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      className={classNames(
        "h-12 w-full rounded-xl border border-line-strong bg-card px-4 text-base text-ink transition-colors placeholder:text-muted hover:border-brand focus:border-brand focus:outline-2 focus:outline-offset-0 focus:outline-brand/30 aria-invalid:border-bad aria-invalid:outline-bad/25",
        className,
      )}
      {...rest}
    />
  );
}

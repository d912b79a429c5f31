"use client";

import type { ComponentProps } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { useHydrated } from "./use-hydrated.ts";

/** A button whose press is handled by script. It cannot be pressed before the script is there, and does not show that. */
export function ActionButton({ disabled, className, ...rest }: Omit<ComponentProps<typeof Button>, "asChild">) {
  const isHydrated = useHydrated();
  return (
    <Button
      disabled={disabled || !isHydrated}
      className={classNames(!isHydrated && !disabled && "disabled:opacity-100", className)}
      {...rest}
    />
  );
}

import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

/** A sheet with rounded corners. */
export function Card({ className, ...rest }: ComponentProps<"div">) {
  return (
    <div className={classNames("rounded-2xl border border-line bg-card p-5 shadow-card sm:p-6", className)} {...rest} />
  );
}

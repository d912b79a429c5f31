import { classNames } from "./class-names.ts";

/** A grey place where content will be. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames("animate-pulse rounded-xl bg-line", className)} />;
}

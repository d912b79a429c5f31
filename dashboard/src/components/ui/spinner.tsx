import { LoaderCircle } from "lucide-react";
import { classNames } from "./class-names.ts";

/** A turning circle; decorative, so whoever shows it says in words what is awaited. */
export function Spinner({ className }: { className?: string }) {
  return <LoaderCircle aria-hidden className={classNames("size-5 animate-spin", className)} />;
}

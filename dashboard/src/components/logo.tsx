import { useTranslations } from "next-intl";
import { useId } from "react";
import { classNames } from "./ui/class-names.ts";

/** Three points that grow along a rising curve: the brand's sign. */
export function LogoMark({ className, light }: { className?: string; light?: boolean }) {
  const gradient = useId();
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={classNames("size-8", className)}>
      <defs>
        <linearGradient id={gradient} x1="0" y1="1" x2="1" y2="0">
          <stop offset="0" stopColor="var(--color-brand)" />
          <stop offset="1" stopColor="var(--color-action-end)" />
        </linearGradient>
      </defs>
      <g fill={light ? "#fff" : `url(#${gradient})`}>
        <circle cx="4.6" cy="26.6" r="2.6" opacity={light ? 0.65 : 0.7} />
        <circle cx="13" cy="21.4" r="4.2" opacity={light ? 0.82 : 0.85} />
        <circle cx="22.4" cy="11" r="8.2" />
      </g>
    </svg>
  );
}

/** The sign with the name beside it. */
export function Logo({ light }: { light?: boolean }) {
  const t = useTranslations("common");
  return (
    <span
      className={classNames(
        "flex items-center gap-2 text-lg font-bold tracking-tight whitespace-nowrap",
        light && "text-white",
      )}
    >
      <LogoMark light={light ?? false} />
      {t("brand")}
    </span>
  );
}

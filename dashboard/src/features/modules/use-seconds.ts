"use client";

import { useLocale } from "next-intl";

/** Writes seconds for people: with tenths below a minute, as the language writes decimals; next to nothing as `<0,1`. */
export function useSeconds(): (seconds: number) => string {
  const locale = useLocale();
  return (seconds) => {
    if (seconds < 0.05) return `<${new Intl.NumberFormat(locale).format(0.1)}`;
    const digits = seconds < 60 ? 1 : 0;
    return new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
      seconds,
    );
  };
}

import { useTranslations } from "next-intl";
import { settings } from "#settings.ts";
import { classNames } from "../ui/class-names.ts";

/** Whose the platform is: the mark of its rights, and requisites. */
export function PlatformOperator({ className }: { className?: string }) {
  const t = useTranslations("landing.footer");
  const { name, details } = settings().platformOperator;
  return (
    <p className={classNames("text-sm text-muted [overflow-wrap:anywhere]", className)} data-testid="platform-operator">
      {t("owner", { year: String(new Date().getFullYear()), name })}
      {details && <span className="block">{details}</span>}
    </p>
  );
}

/** The operator's name with requisites, as documents name it. */
export function describePlatformOperator(): string {
  const { name, details } = settings().platformOperator;
  return details === undefined ? name : `${name}, ${details}`;
}

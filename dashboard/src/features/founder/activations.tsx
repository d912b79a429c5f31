import { useFormatter, useTranslations } from "next-intl";
import type { Overview } from "#api/models.ts";
import { Card } from "#components/ui/card.tsx";

const counts = ["requested", "completed", "failed", "in_progress"] as const;

/** The promise of 60 seconds, measured: from the owner's click to a site that answers. */
export function Activations({ activations }: { activations: Overview["activations"] }) {
  const t = useTranslations("founder.activations");
  const modules = useTranslations("modules.stepper");
  const format = useFormatter();
  const { days, requested, p50_seconds: p50Seconds, p95_seconds: p95Seconds } = activations;
  const figures = [
    { label: t("p50"), seconds: p50Seconds },
    { label: t("p95"), seconds: p95Seconds },
  ].filter((figure): figure is { label: string; seconds: number } => figure.seconds !== null);
  return (
    <Card className="grid content-start gap-5">
      <div className="grid gap-0.5">
        <h2 className="text-lg font-bold">{t("title", { days })}</h2>
        <p className="text-sm text-muted">{t("lead")}</p>
      </div>
      {requested === 0 && <p className="text-muted">{t("none")}</p>}
      {figures.length > 0 && (
        <div className="flex flex-wrap gap-x-10 gap-y-4">
          {figures.map(({ label, seconds }) => (
            <p key={label} className="grid">
              <span className="text-4xl font-extrabold text-brand tabular-nums">
                {modules("seconds", { seconds: format.number(seconds, { maximumFractionDigits: 1 }) })}
              </span>
              <span className="text-sm text-muted">{label}</span>
            </p>
          ))}
        </div>
      )}
      <dl className="flex flex-wrap gap-x-8 gap-y-3">
        {counts.map((count) => (
          <div key={count}>
            <dt className="text-sm text-muted">{t(count)}</dt>
            <dd className="text-xl font-bold tabular-nums">{activations[count]}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

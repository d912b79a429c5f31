import { useTranslations } from "next-intl";
import type { Overview } from "#api/models.ts";
import { Card } from "#components/ui/card.tsx";

/** How many people, companies and sites there are. */
export function Totals({ overview: { users, tenants, instances } }: { overview: Overview }) {
  const t = useTranslations("founder.overview");
  const totals = [
    { label: t("tenants"), value: tenants.total, note: t("tenantsNote", tenants) },
    {
      label: t("instances"),
      value: instances.active,
      note: t("instancesNote", { ...instances, waiting: instances.waiting_for_cluster }),
    },
    { label: t("users"), value: users, note: "" },
  ];
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-[1.4fr_1.4fr_1fr]">
      {totals.map(({ label, value, note }) => (
        <Card key={label} className="grid content-start gap-1">
          <h2 className="text-sm font-medium text-muted">{label}</h2>
          <p className="text-4xl font-extrabold tabular-nums">{value}</p>
          {note && <p className="text-sm text-muted">{note}</p>}
        </Card>
      ))}
    </div>
  );
}

import { useTranslations } from "next-intl";
import { Skeleton } from "#components/ui/skeleton.tsx";

export default function DashboardLoading() {
  const t = useTranslations("common");
  return (
    <div className="grid gap-6" aria-busy>
      <h1 className="sr-only">{t("loading")}</h1>
      <Skeleton className="h-12 w-72" />
      <Skeleton className="h-36 rounded-2xl" />
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-56 rounded-2xl" />
        <Skeleton className="h-56 rounded-2xl" />
      </div>
    </div>
  );
}

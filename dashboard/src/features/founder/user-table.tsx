import { useTranslations } from "next-intl";
import { Day } from "#format/moment.tsx";
import type { FounderUser } from "#api/models.ts";
import { DataTable, type Column } from "./data-table.tsx";

/** One page of people, all or what a search found. Phones come masked from core. */
export function UserTable({ users, search }: { users: readonly FounderUser[]; search: string }) {
  const t = useTranslations("founder.users");
  const columns: Column<FounderUser>[] = [
    { heading: t("name"), cell: ({ first_name, last_name }) => `${first_name} ${last_name}` },
    { heading: t("phone"), cell: ({ phone }) => <span className="whitespace-nowrap">{phone}</span> },
    { heading: t("role"), cell: ({ role }) => t(`roles.${role}`) },
    { heading: t("employment"), cell: ({ employment_type }) => t(`employmentTypes.${employment_type}`) },
    { heading: t("company"), cell: ({ tenant }) => tenant?.name ?? "—" },
    {
      heading: t("created"),
      cell: ({ created_at }) => <Day at={created_at} />,
    },
  ];
  return (
    <DataTable
      title={t("title")}
      columns={columns}
      rows={users}
      rowKey={({ id }) => id}
      empty={search === "" ? t("empty") : t("nothingFound", { search })}
      testId="founder-users"
    />
  );
}

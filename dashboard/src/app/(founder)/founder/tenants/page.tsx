import { getLocale, getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { must } from "#api/must.ts";
import { serverApi } from "#api/server.ts";
import { requireFounder } from "#api/session.ts";
import { readListQuery } from "#features/founder/list-query.ts";
import { ListSearch } from "#features/founder/list-search.tsx";
import { Pages } from "#features/founder/pages.tsx";
import { TenantTable } from "#features/founder/tenant-table.tsx";

const path = "/founder/tenants";

export default async function FounderTenantsPage({ searchParams }: PageProps<"/founder/tenants">) {
  await requireFounder(path);
  const t = await getTranslations("founder.tenants");
  const query = readListQuery(await searchParams, await getLocale());
  const { page, search } = query;
  if (query.problem !== undefined)
    return <ListSearch path={path} query={query} label={t("search")} isSimilar={false} />;
  const asked = { page, page_size: 20, ...(search !== "" && { q: search }) };
  const answer = await (await serverApi()).GET("/api/tenants", { params: { query: asked } });
  if (answer.response.status === 404) notFound();
  const { items, ...list } = must("tenants", answer);
  return (
    <>
      <ListSearch path={path} query={query} label={t("search")} isSimilar={list.is_similar} />
      <TenantTable tenants={items} search={search} />
      <Pages path={path} search={search} page={page} totalPages={list.total_pages} />
    </>
  );
}

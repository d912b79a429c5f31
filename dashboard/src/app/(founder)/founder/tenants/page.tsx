import { must } from "#api/must.ts";
import { serverApi } from "#api/server.ts";
import { requireFounder } from "#api/session.ts";
import { Pages, readPage } from "#features/founder/pages.tsx";
import { TenantTable } from "#features/founder/tenant-table.tsx";

export default async function FounderTenantsPage({ searchParams }: PageProps<"/founder/tenants">) {
  await requireFounder("/founder/tenants");
  const query = { page: readPage((await searchParams)["page"]), page_size: 20 };
  const { items, ...pages } = must("tenants", await (await serverApi()).GET("/api/tenants", { params: { query } }));
  return (
    <>
      <TenantTable tenants={items} />
      <Pages path="/founder/tenants" page={pages.page} totalPages={pages.total_pages} />
    </>
  );
}

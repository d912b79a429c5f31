import { must } from "#api/must.ts";
import { serverApi } from "#api/server.ts";
import { requireFounder } from "#api/session.ts";
import { Pages, readPage } from "#features/founder/pages.tsx";
import { UserTable } from "#features/founder/user-table.tsx";

export default async function FounderUsersPage({ searchParams }: PageProps<"/founder/users">) {
  await requireFounder("/founder/users");
  const query = { page: readPage((await searchParams)["page"]), page_size: 20 };
  const { items, ...pages } = must("users", await (await serverApi()).GET("/api/founder/users", { params: { query } }));
  return (
    <>
      <UserTable users={items} />
      <Pages path="/founder/users" page={pages.page} totalPages={pages.total_pages} />
    </>
  );
}

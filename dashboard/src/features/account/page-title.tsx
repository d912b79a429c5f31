/** The heading of a page behind the login. */
export function PageTitle({ title, lead }: { title: string; lead?: string }) {
  return (
    <div className="grid gap-1">
      {lead && <p className="text-muted">{lead}</p>}
      <h1 className="text-3xl font-extrabold sm:text-4xl">{title}</h1>
    </div>
  );
}

/** The heading of a page behind the login. */
export function PageTitle({ greeting, title, lead }: { greeting?: string; title: string; lead?: string }) {
  return (
    <div className="grid gap-1">
      {greeting && <p className="text-muted">{greeting}</p>}
      <h1 className="text-3xl font-extrabold sm:text-4xl">{title}</h1>
      {lead && <p className="pt-1 text-lg text-muted">{lead}</p>}
    </div>
  );
}

import { eventReasons, reasons, type ReasonDescription, type ReasonSubject } from "./reasons.ts";

const titles: Readonly<Record<ReasonSubject, string>> = {
  tenant: "A tenant",
  switch: "Whether a site is switched off",
  admission: "Whether a site may run",
  database: "Its database",
  workload: "Its workload",
  route: "Its route",
  address: "Its public address",
  object: "Any object",
  sync: "On the way to the cluster",
};

/** `docs/reference/conditions.md`: every reason with its kind, who acts, and what it says. */
export function buildReasonsReference(): string {
  const all: [string, ReasonDescription][] = Object.entries(reasons);
  const sections = Object.entries(titles).flatMap(([subject, title]) => [
    `## ${title}`,
    "",
    "| Reason | Kind | Who acts | Message |",
    "|---|---|---|---|",
    ...all
      .filter(([, description]) => description.subject === subject)
      .map(
        ([name, { kind, audience, message }]) => `| \`${name}\` | ${kind} | ${actorOf(kind, audience)} | ${message} |`,
      ),
    "",
  ]);
  return [...introduction, ...sections, ...listEvents()].join("\n");
}

const introduction = [
  '<!-- Generated from crds/src/reasons.ts by "npm run generate"; do not edit. -->',
  "",
  "# Reasons of conditions and events",
  "",
  "What `kubectl get` and `kubectl describe` show of a Tenant or a ModuleInstance, and what `reason` of a step says in the API.",
  "Owners read a sentence of the dashboard's dictionaries for each (`dashboard/messages/<language>/reasons.json`).",
  "",
  "| Kind | What to expect |",
  "|---|---|",
  "| settled | as it should be, or stopped on purpose; nothing is tried |",
  "| progress | is being worked on and ends by itself |",
  "| blocked | something outside the object is in the way; it is tried again and goes on as soon as that has passed |",
  "| needsPerson | does not pass before someone acts, though it is tried again; the object is Stalled |",
  "",
];

function actorOf(kind: ReasonDescription["kind"], audience: ReasonDescription["audience"]): string {
  const who = audience === "owner" ? "owner" : "platform operator";
  if (kind === "needsPerson") return who;
  return kind === "blocked" ? `${who}, if it lasts` : "–";
}

function listEvents(): string[] {
  const rows = Object.entries(eventReasons).map(([reason, message]) => `| \`${reason}\` | ${message} |`);
  return ["## Events", "", "| Reason | Says |", "|---|---|", ...rows, ""];
}

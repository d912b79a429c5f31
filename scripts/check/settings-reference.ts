import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { settingsSchema as core } from "@tochka-rosta/core/settings";
import { settingsSchema as setup } from "@tochka-rosta/core/setup/settings";
import { settingsSchema as dashboard } from "@tochka-rosta/dashboard/settings";
import { settingsSchema as doorman } from "@tochka-rosta/doorman/settings";
import { settingsSchema as trialPostgresql } from "@tochka-rosta/images/trial-postgresql/settings";
import { settingsSchema as egress } from "@tochka-rosta/egress/settings";
import { settingsSchema as operator } from "@tochka-rosta/operator/settings";
import { settingsSchema as module } from "@tochka-rosta/sdk/settings";
import { renderSettingsReference, type ProgramSettings } from "@tochka-rosta/service/settings";

/** Where the reference lies, from the repository's root. */
export const settingsReferenceFile = "docs/reference/settings.md";

const heading = `<!-- Made by \`npm run generate\` from the schemas that the programs read. -->

# Settings

Every program reads environment variables before it listens and ends with 78 when one cannot be used, naming all problems at once. A
blank variable is not set. The Helm chart sets them from its values (charts/tochka-rosta/README.md); modules get theirs from the operator.`;

const programs: readonly ProgramSettings[] = [
  { title: "core", about: "The API, `core/`.", schema: core },
  {
    title: "setup",
    about: "The second program of core's image: Secrets, databases, catalogue, first founder.",
    schema: setup,
  },
  { title: "operator", about: "Makes the cluster match the objects, `operator/`.", schema: operator },
  { title: "doorman", about: "Answers for every host without a live site, `doorman/`.", schema: doorman },
  { title: "egress", about: "The one door out of the pods, `egress/`.", schema: egress },
  {
    title: "dashboard",
    about: "The screens, `dashboard/`; it also takes `HOST` and `PORT` (3000).",
    schema: dashboard,
  },
  { title: "modules", about: "Every module, by the SDK, `modules/sdk/`.", schema: module },
  { title: "trial PostgreSQL", about: "The database of a trial, `images/trial-postgresql/`.", schema: trialPostgresql },
];

/** Writes the reference of every program's settings. */
export function writeSettingsReference(root: string): void {
  const file = join(root, settingsReferenceFile);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, renderSettingsReference(programs, heading));
}

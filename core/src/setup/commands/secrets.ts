import { parseArgs } from "node:util";
import { createClient, loadConfig } from "@tochka-rosta/controller-runtime";
import { readSslMode } from "@tochka-rosta/postgres/connection";
import { readSettings } from "@tochka-rosta/service/settings";
import { SetupError, type CommandContext } from "../command.ts";
import { clusterSettings } from "../settings.ts";
import {
  deriveCoreDatabase,
  deriveDatabaseServers,
  ensureCoreSecrets,
  ensurePasswords,
  ensurePlatformKeys,
  ensureTrialPostgresql,
} from "../platform-secrets.ts";
import { createSecretStore, type SecretStore } from "../secret-store.ts";

/** What the command line asks for: only what is not given by existing Secrets. */
interface Wanted {
  readonly namespace: string;
  readonly coreSecrets: boolean;
  readonly platformKeys: boolean;
  readonly trialPostgresql: boolean;
  readonly coreDatabase: URL | undefined;
  readonly moduleServer: URL | undefined;
}

const fieldManager = "tochka-rosta-setup";
/** Of the one server that the chart knows. */
const moduleServerName = "main";

/** `setup secrets`: makes the Secrets that are missing, through the API server. Repeating it changes nothing. */
export async function makeSecrets({ words, env, log }: CommandContext): Promise<void> {
  const wanted = readWords(words);
  const { kubeconfig: kubeconfigPath } = readSettings(clusterSettings, env);
  const client = createClient({ config: await loadConfig({ kubeconfigPath, env }) });
  try {
    await makeWanted(createSecretStore(client, { namespace: wanted.namespace, fieldManager }), wanted);
  } finally {
    await client.close();
  }
  log(`the Secrets of ${wanted.namespace} are complete`);
}

/** Exported for tests: the same without a command line. */
export async function makeWanted(store: SecretStore, wanted: Omit<Wanted, "namespace">): Promise<void> {
  const { coreDatabase, moduleServer } = wanted;
  if (wanted.coreSecrets) await ensureCoreSecrets(store);
  if (wanted.platformKeys) await ensurePlatformKeys(store);
  if (wanted.trialPostgresql && coreDatabase && moduleServer) {
    await ensureTrialPostgresql(store, coreDatabase, moduleServer);
  }
  if (!coreDatabase && !moduleServer) return;
  const passwords = await ensurePasswords(store);
  if (coreDatabase) await deriveCoreDatabase(store, coreDatabase, passwords);
  if (moduleServer) {
    await deriveDatabaseServers(store, {
      name: moduleServerName,
      server: moduleServer,
      password: passwords.provisioner,
      // The built-in server's pods bear the name of its Service.
      ...(wanted.trialPostgresql && {
        podLabels: { "app.kubernetes.io/name": moduleServer.hostname.split(".")[0] ?? "" },
      }),
    });
  }
}

function readWords(words: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...words],
    options: {
      namespace: { type: "string" },
      "core-secrets": { type: "boolean", default: false },
      "platform-keys": { type: "boolean", default: false },
      "trial-postgresql": { type: "boolean", default: false },
      "core-database": { type: "string" },
      "module-server": { type: "string" },
    },
  });
  if (!values.namespace) throw new SetupError("--namespace: say which namespace the Secrets belong to");
  const coreDatabase = readServer("--core-database", values["core-database"]);
  const moduleServer = readServer("--module-server", values["module-server"]);
  if (values["trial-postgresql"] && !(coreDatabase && moduleServer)) {
    throw new SetupError("--trial-postgresql: needs --core-database and --module-server");
  }
  return {
    namespace: values.namespace,
    coreSecrets: values["core-secrets"],
    platformKeys: values["platform-keys"],
    trialPostgresql: values["trial-postgresql"],
    coreDatabase,
    moduleServer,
  };
}

function readServer(option: string, text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "postgresql:" && url.hostname !== "") {
    readSslMode(url.searchParams.get("sslmode") ?? "verify-full");
    return url;
  }
  throw new SetupError(`${option}: must be like postgresql://host:5432/postgres?sslmode=verify-full`);
}

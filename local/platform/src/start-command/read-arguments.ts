import { parseArgs } from "node:util";
import { StartError } from "@tochka-rosta/testing";

/** What `npm start` was asked for. */
export interface StartArguments {
  port: number;
  isReset: boolean;
  isHelp: boolean;
  /** A kubeconfig context, for a real cluster. */
  cluster: string | undefined;
  dataDirectory: string | undefined;
}

/** What `--help` says. */
export const helpText = `npm start -- [options]

Starts the whole platform on this machine: database, Kubernetes API, operator, core, dashboard, sites.

  --port N            the port of dashboard and sites (3000)
  --data FOLDER       where everything is kept (.local)
  --reset             delete everything kept, then start over
  --cluster CONTEXT   use a real cluster instead of the local one (not yet)
  --help              this text
`;

/** Reads the words after `npm start --`. @throws StartError for an unknown word or a bad port. */
export function readArguments(words: readonly string[]): StartArguments {
  const { values } = parse(words);
  const port = Number(values.port ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new StartError(`--port ${values.port ?? ""}: must be a whole number from 1 to 65535`);
  }
  return {
    port,
    isReset: values.reset ?? false,
    isHelp: values.help ?? false,
    cluster: values.cluster,
    dataDirectory: values.data,
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        port: { type: "string" },
        data: { type: "string" },
        reset: { type: "boolean" },
        cluster: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (cause) {
    const problem = (cause instanceof Error ? cause.message : String(cause)).split(". ")[0] ?? "unknown option";
    throw new StartError(`${problem}: see npm start -- --help`, { cause });
  }
}

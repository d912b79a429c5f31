import { parseArgs } from "node:util";

/** What the command line says; the rest is asked for. */
export interface FounderArguments {
  readonly phone: string | undefined;
  readonly firstName: string | undefined;
  readonly lastName: string | undefined;
  readonly isPasswordOnStdin: boolean;
  readonly isFurther: boolean;
  /** The platform's data folder. */
  readonly dataDirectory: string;
  readonly wantsHelp: boolean;
}

export const founderHelp = `npm run founder -- [options]

Makes the first founder of the platform on this machine, running or stopped.

  --phone <phone>          Russian mobile number
  --first-name <name>      Основатель unless told
  --last-name <name>       Платформы unless told
  --password-stdin         take the password from standard input instead of asking (or set FOUNDER_PASSWORD)
  --another                make one more although there is a founder
  --data <folder>          the platform's data folder, .local unless told
  --help                   this text`;

/** Reads the command line. @throws TypeError for an option that there is not. */
export function readFounderArguments(words: readonly string[]): FounderArguments {
  const { values } = parseArgs({
    args: [...words],
    options: {
      phone: { type: "string" },
      "first-name": { type: "string" },
      "last-name": { type: "string" },
      "password-stdin": { type: "boolean", default: false },
      another: { type: "boolean", default: false },
      data: { type: "string", default: ".local" },
      help: { type: "boolean", default: false },
    },
  });
  return {
    phone: values.phone,
    firstName: values["first-name"],
    lastName: values["last-name"],
    isPasswordOnStdin: values["password-stdin"],
    isFurther: values.another,
    dataDirectory: values.data,
    wantsHelp: values.help,
  };
}

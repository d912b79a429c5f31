/** What a command works with; all of it comes from main.ts. */
export interface CommandContext {
  /** The words after the command's name. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line for people. */
  readonly log: (line: string) => void;
}

/** Something that has to be done from outside, in one sentence; the program prints it and ends with an error. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

export type Command = (context: CommandContext) => Promise<void>;

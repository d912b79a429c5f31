/**
 * A reason why the platform cannot start that the person at the keyboard can correct. Its message is one line that says
 * what is wrong and what to do; it is shown without a stack.
 */
export class StartError extends Error {
  override readonly name = "StartError";
}

/** Turns the operating system's "no space left" (wherever it surfaces) into one line; passes anything else through. */
export function explainDiskError(error: unknown, directory: string): unknown {
  const text = error instanceof Error ? error.message : String(error);
  if (/ENOSPC|EDQUOT|no space left on device|disk quota exceeded/i.test(text)) {
    return new StartError(`The disk is full: free some space for ${directory}, then start again.`, { cause: error });
  }
  if (/EROFS|EACCES|EPERM/.test(text) && error instanceof Error && "path" in error) {
    const reason = `Cannot write ${String(error.path)}: give this user the right to write there, then start again.`;
    return new StartError(reason, { cause: error });
  }
  return error;
}

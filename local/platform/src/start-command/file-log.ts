import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { describeError, type Log, type LogFields } from "@tochka-rosta/controller-runtime";

const limitBytes = 5_000_000;

/** A log of JSON lines in a file; the file of earlier starts is kept as `.1` once it is big. */
export function openFileLog(file: string): Log {
  mkdirSync(dirname(file), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > limitBytes) renameSync(file, `${file}.1`);
  return createLog(file, {});
}

function createLog(file: string, bound: LogFields): Log {
  const write = (level: string) => (fields: LogFields, msg: string) => {
    const line = { time: new Date().toISOString(), level, ...bound, ...fields, msg };
    appendFileSync(file, `${JSON.stringify(line, showErrors)}\n`, { mode: 0o600 });
  };
  return {
    debug: () => undefined,
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    child: (fields) => createLog(file, { ...bound, ...fields }),
  };
}

function showErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? describeError(value) : value;
}

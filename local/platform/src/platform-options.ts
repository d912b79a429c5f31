import type { Log } from "@tochka-rosta/controller-runtime";
import type { ApiServer } from "@tochka-rosta/api-server";
import type { NoticeListener, PostgresServer } from "@tochka-rosta/testing";
import type { Folders } from "./folders.ts";
import type { OneTimeCode } from "./one-time-codes.ts";
import type { RestartReport } from "./restart-program.ts";
import type { StepListener } from "./steps.ts";

/** Options of `startPlatform`. */
export interface PlatformOptions {
  /** Everything this platform keeps lies in it. */
  dataDirectory: string;
  /** 0 (unless told): the port of last time, or a free one. */
  gatewayPort?: number;
  /** What images are on this machine; the build's table unless told. Paths in it are relative to the repository. */
  imageTableFile?: string;
  /** The chart's objects as helm renders them; those of the repository unless told. */
  objectsFile?: string;
  onStep?: StepListener;
  /** Every line that a program of the cluster writes. */
  onLine?(pod: { namespace: string; name: string }, line: string): void;
  /** Told in a line what was damaged and set aside, and when the database ends and comes back. */
  onNotice?: NoticeListener;
  /** A one-time code was sent. */
  onCode?(code: OneTimeCode): void;
  /** Of the node's own work. */
  log?: Log;
  /** Aborts when the start is no longer wanted: what was started is stopped, and the start rejects. */
  signal?: AbortSignal;
}

/** A running platform. */
export interface Platform {
  gatewayUrl: string;
  dashboardUrl: string;
  kubeconfigPath: string;
  folders: Folders;
  postgres: PostgresServer;
  apiServer: ApiServer;
  /** The next one-time code sent to this phone (+7 and ten digits). */
  codes(phone: string): Promise<string>;
  /** Starts a program again wherever it runs, since its file has changed; see {@link restartProgram}. */
  restart(image: string): Promise<RestartReport>;
  /** Applies the Module objects of the working copy again. @throws ApiError for one that is refused */
  applyCatalogue(): Promise<void>;
  /** Ends every program, then the servers. Safe to call twice. */
  stop(): Promise<void>;
  /** Rejects when a part that everything leans on ends unasked: stop the platform then. */
  failed: Promise<never>;
}

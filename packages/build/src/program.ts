/** The `tochkaRosta` field of a package.json. */
export interface Program {
  readonly image: string;
  /** Entry file relative to the workspace's folder. */
  readonly entry: string;
  readonly nodeOptions?: readonly string[];
  /** Files that are bundled together, each from which source; only the entry, from `src/main.ts`, when not given. */
  readonly entries?: Readonly<Record<string, string>>;
  /** Laid beside the bundle: from a path in the workspace's folder to a folder in an npm package, e.g. `@scope/name/static`. */
  readonly copies?: Readonly<Record<string, string>>;
  /** What `npm run dev` runs in the entry's place: a server that compiles and reloads its own sources. */
  readonly development?: DevelopmentServer;
  /**
   * What the image holds below /app: from a path in the workspace's folder to one below /app, "." for /app itself. Only the
   * entry file, as `main.mjs`, when not given.
   */
  readonly files?: Readonly<Record<string, string>>;
  /** Whether it takes pictures: the SDK's child that decodes them is then bundled into a folder of its own, which goes into the image. */
  readonly pictures?: boolean;
  /** npm packages that stay outside the bundle and lie in the image's node_modules. */
  readonly packages?: readonly string[];
}

/** A source file that runs as it is, relative to the workspace's folder. */
export interface DevelopmentServer {
  readonly entry: string;
  readonly nodeOptions?: readonly string[];
}

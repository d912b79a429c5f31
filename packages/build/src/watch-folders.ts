import { readdirSync, statSync, watch, type FSWatcher } from "node:fs";
import { join } from "node:path";

/** Options of {@link watchFolders}. */
export interface WatchOptions {
  /** Paths, relative to the root, that are neither watched nor reported. */
  readonly ignore: RegExp;
  /** A file was written, created, moved or deleted; its path is relative to the root. */
  onChange(path: string): void;
}

/**
 * Watches folders and all below them, those that are made later included. Each folder has a watcher of its own: Node's recursive one
 * loses a file that an editor replaces by renaming another over it.
 * @returns what ends it
 */
export function watchFolders(root: string, folders: readonly string[], options: WatchOptions): () => void {
  const tree = new FolderTree(root, options);
  for (const folder of folders) tree.add(folder, { isNew: false });
  return () => tree.close();
}

class FolderTree {
  readonly #root: string;
  readonly #options: WatchOptions;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(root: string, options: WatchOptions) {
    this.#root = root;
    this.#options = options;
  }

  /** Of a new folder every file is reported: it may have been written before the watcher was there. */
  add(folder: string, { isNew }: { isNew: boolean }): void {
    if (this.#options.ignore.test(folder)) return;
    try {
      this.#watch(folder);
      for (const entry of readdirSync(join(this.#root, folder), { withFileTypes: true })) {
        const path = `${folder}/${entry.name}`;
        if (entry.isDirectory()) this.add(path, { isNew });
        else if (isNew) this.#report(path);
      }
    } catch (error) {
      // It was deleted again in between.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #watch(folder: string): void {
    this.#watchers.get(folder)?.close();
    const watcher = watch(join(this.#root, folder));
    this.#watchers.set(folder, watcher);
    watcher.on("change", (type, name) => this.#follow(type, name === null ? folder : `${folder}/${String(name)}`));
    // Of a deleted folder; its parent reports that.
    watcher.on("error", () => this.#remove(folder));
  }

  #follow(type: string, path: string): void {
    if (this.#options.ignore.test(path)) return;
    const isFolder = statSync(join(this.#root, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
    // "rename" is a folder's creation, deletion or move; a folder of the same name may be another one now.
    if (type === "rename") this.#remove(path);
    if (!isFolder) this.#report(path);
    else if (type === "rename") this.add(path, { isNew: true });
  }

  #remove(folder: string): void {
    for (const [path, watcher] of this.#watchers) {
      if (path !== folder && !path.startsWith(`${folder}/`)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
  }

  #report(path: string): void {
    if (!this.#options.ignore.test(path)) this.#options.onChange(path);
  }
}

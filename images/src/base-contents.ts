// What the base layer is made of: read by the layer itself and by the Dockerfile.

/** What `node` is linked against, `gcc-12-base` with the licence of the two before it, and what `prlimit` is in and linked against. */
export const basePackages = ["libc6", "libgcc-s1", "libstdc++6", "gcc-12-base", "util-linux", "libsmartcols1"] as const;

/** The one program beside Node: it bounds the address space of the child that decodes pictures. */
export const basePrograms = ["usr/bin/prlimit"] as const;

/** Every container runs as this user. */
export const nonrootUser = { name: "nonroot", id: 65532 } as const;

/** Small files of the base layer, by path. */
export const baseFiles: Readonly<Record<string, string>> = {
  "etc/passwd": `root:x:0:0:root:/root:/sbin/nologin\n${nonrootUser.name}:x:${nonrootUser.id}:${nonrootUser.id}:nonroot:/tmp:/sbin/nologin\n`,
  "etc/group": `root:x:0:\n${nonrootUser.name}:x:${nonrootUser.id}:\n`,
  // Without it names would be asked of DNS before /etc/hosts.
  "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
};

/** Folders of a package whose files are kept: shared libraries. */
export const libraryFolders = ["lib64", "lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu"] as const;

/** Of these, folders that no program of ours opens: iconv's tables, plug-ins of OpenSSL and of the loader. */
export const unusedFolders = ["gconv", "engines-3", "ossl-modules", "audit"] as const;

/** Where scanners look for packages in an image without a package manager. */
export const packageNotes = "var/lib/dpkg/status.d";

/** Whether a package's file is a shared library that is kept. */
export function isLibrary(path: string): boolean {
  const folder = libraryFolders.find((candidate) => path.startsWith(`${candidate}/`));
  return folder !== undefined && !unusedFolders.some((unused) => path.startsWith(`${folder}/${unused}/`));
}

/** Whether it is a package's licence: the file, or a link to the folder of the package that has it. */
export function isLicence(path: string): boolean {
  return /^usr\/share\/doc\/[^/]+(\/copyright)?$/.test(path);
}

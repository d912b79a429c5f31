import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** @throws Error that names every circle of files and of folders below the root. */
export function checkImportCircles(root: string): void {
  const graph = readImportGraph(root);
  const circles = [...findFileCircles(graph), ...findFolderCircles(graph)];
  if (circles.length === 0) return;
  const lines = circles.map((circle) => `- ${circle.join("\n  ")}`);
  throw new Error(`These import each other; move what they share below both:\n${lines.join("\n")}`);
}

/** Whose imports point where: each file (relative to the root) with the files it imports, its own tests and generated code apart. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/**
 * The imports of every source file below a root. Imports of types count as well: a folder that needs another's types cannot be read, or
 * moved, without it.
 */
export function readImportGraph(root: string): ImportGraph {
  const files = globSync("**/*.{ts,tsx}", {
    cwd: root,
    exclude: (path) => /(^|\/)(node_modules|dist|\.next|\.local|generated)$/.test(path),
  }).filter((file) => !/\.test\.tsx?$|\.d\.ts$|(^|\/)testing\//.test(file));
  const known = new Set(files);
  return new Map(files.map((file) => [file, listImports(root, file).filter((target) => known.has(target))]));
}

/**
 * The circles of files: each as the files that import each other, in alphabetical order. Empty when there are none.
 */
export function findFileCircles(graph: ImportGraph): string[][] {
  return findCircles(graph);
}

/**
 * The circles of folders within one workspace: two folders whose files import each other, directly or through others. A folder and those
 * below it are one question in parts, so they are no circle.
 */
export function findFolderCircles(graph: ImportGraph): string[][] {
  const folders = new Map<string, Set<string>>();
  for (const [file, targets] of graph) {
    const from = dirname(file);
    const into = folders.get(from) ?? new Set<string>();
    for (const target of targets.map((each) => dirname(each))) if (!isWithin(from, target)) into.add(target);
    folders.set(from, into);
  }
  return findCircles(new Map([...folders].map(([folder, targets]) => [folder, [...targets]])));
}

/** The strongly connected parts of more than one node, by Tarjan's algorithm. */
function findCircles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const connect = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.size - 1);
    stack.push(node);
    for (const target of graph.get(node) ?? []) {
      if (!order.has(target)) connect(target);
      if (stack.includes(target)) lowest.set(node, Math.min(read(lowest, node), read(lowest, target)));
    }
    if (read(lowest, node) !== read(order, node)) return;
    const part = stack.splice(stack.indexOf(node));
    if (part.length > 1) circles.push(part.sort());
  };
  for (const node of graph.keys()) if (!order.has(node)) connect(node);
  return circles;
}

function read(numbers: ReadonlyMap<string, number>, node: string): number {
  return numbers.get(node) ?? 0;
}

function isWithin(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}

function listImports(root: string, file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(root, file), "utf8"), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .flatMap((name) =>
      name.startsWith(".") ? [join(dirname(file), name)] : name.startsWith("#") ? resolveHash(file, name) : [],
    );
}

/** The dashboard's own `#folder/file` imports. */
function resolveHash(file: string, name: string): string[] {
  const workspace = file.split("/")[0] ?? "";
  const path = join(workspace, "src", name.slice(1));
  return [path, `${path}.ts`, `${path}.tsx`];
}

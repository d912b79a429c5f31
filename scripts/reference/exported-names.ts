import { relative } from "node:path";
import ts from "typescript";
import { cell } from "./table.ts";

/** A name that a package exports. */
export interface ExportedName {
  readonly name: string;
  readonly kind: "function" | "class" | "interface" | "type" | "constant";
  /** Of its comment; empty without one. */
  readonly firstSentence: string;
  /** Code of its `@example` tags. */
  readonly examples: readonly string[];
  /** Relative to the repository's root. */
  readonly file: string;
  /** Of functions: how it is called, on one line. */
  readonly signature: string | undefined;
}

/**
 * Everything that a file exports, through all its `export … from`, by name.
 * @throws Error when the file is not there
 */
export function listExportedNames(root: string, entry: string): ExportedName[] {
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    noEmit: true,
    strict: true,
    types: ["node"],
    typeRoots: [`${root}/node_modules/@types`],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${entry} exports nothing, or is not there.`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => describe(root, checker, symbol))
    .sort((one, other) => one.name.localeCompare(other.name, "en"));
}

function describe(root: string, checker: ts.TypeChecker, exported: ts.Symbol): ExportedName {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const declaration = symbol.declarations?.[0];
  if (!declaration) throw new Error(`${exported.name} is declared nowhere.`);
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  const examples = symbol
    .getJsDocTags(checker)
    .filter(({ name }) => name === "example")
    .map(({ text: parts }) => ts.displayPartsToString(parts));
  return {
    name: exported.name,
    kind: kindOf(symbol),
    firstSentence: firstSentenceOf(text),
    examples,
    file: relative(root, declaration.getSourceFile().fileName).replaceAll("\\", "/"),
    signature: signatureOf(checker, symbol, declaration),
  };
}

function kindOf({ flags }: ts.Symbol): ExportedName["kind"] {
  if (flags & ts.SymbolFlags.Class) return "class";
  if (flags & ts.SymbolFlags.Function) return "function";
  if (flags & ts.SymbolFlags.Variable) return "constant";
  return flags & ts.SymbolFlags.Interface ? "interface" : "type";
}

function signatureOf(checker: ts.TypeChecker, symbol: ts.Symbol, declaration: ts.Declaration): string | undefined {
  if (!(symbol.flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Variable))) return undefined;
  const [signature] = checker.getTypeOfSymbolAtLocation(symbol, declaration).getCallSignatures();
  if (!signature) return undefined;
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope;
  return checker.signatureToString(signature, declaration, flags).replace(/import\("[^"]+"\)\./g, "");
}

/** A sentence ends with a full stop before a space; "e.g." and the like end none. */
function firstSentenceOf(text: string): string {
  const plain = text.replace(/\s*\n\s*/g, " ").replace(/\{@link (\w+)\}/g, "`$1`");
  return /^.*?(?<!\be\.g|\bi\.e|\bcf)[.:;](?=\s|$)/.exec(plain)?.[0].replace(/[:;]$/, ".") ?? plain;
}

/** The page of a package's exported names. */
export function renderExportedNames(title: string, lead: string, names: readonly ExportedName[]): string {
  const kinds = [
    ["Functions", "function"],
    ["Classes", "class"],
    ["Constants", "constant"],
    ["Interfaces and types", "interface", "type"],
  ] as const;
  const sections = kinds.flatMap(([heading, ...of]) => {
    const own = names.filter(({ kind }) => (of as readonly string[]).includes(kind));
    return own.length === 0 ? [] : [`## ${heading}\n\n${renderTable(own)}`];
  });
  return [`<!-- Made by \`npm run generate\` from the sources' comments. -->`, `# ${title}`, lead, ...sections]
    .join("\n\n")
    .concat("\n");
}

function renderTable(names: readonly ExportedName[]): string {
  const rows = names.map(({ name, firstSentence, file, signature }) => {
    const call = signature === undefined ? "" : ` \`${signature}\``;
    return `| [\`${name}\`](../../${file}) | ${cell(`${firstSentence}${call}`)} |`;
  });
  return `| Name | |\n|---|---|\n${rows.join("\n")}`;
}

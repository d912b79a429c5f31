import { join } from "node:path";
import ts from "typescript";
import type { ExportedName } from "../reference/exported-names.ts";

/** A package whose comments have examples. */
export interface ExampleSource {
  /** As programs import it. */
  readonly specifier: string;
  /** A file whose exports stand around every example; relative to the root. */
  readonly stage: string;
  readonly names: readonly ExportedName[];
}

/**
 * Compiles every `@example` as the body of a function of its own, with the package's names and the stage's in reach.
 * @returns what does not compile: `name: message`
 */
export function compileExamples(root: string, { specifier, stage, names }: ExampleSource): string[] {
  const stageNames = listDeclared(join(root, stage));
  const stagePath = join(root, stage);
  const folder = join(stagePath, "..");
  const files = new Map(
    names.flatMap(({ name, examples }) =>
      examples.map((example, index) => [
        join(folder, `example-${name}-${index}.ts`),
        writeExample(example, { specifier, stagePath, stageNames, packageNames: names }),
      ]),
    ),
  );
  const options = readOptions(root);
  const host = ts.createCompilerHost(options);
  const onDisk = ts.createCompilerHost(options);
  host.fileExists = (path) => files.has(path) || onDisk.fileExists(path);
  host.getSourceFile = (path, language) => {
    const text = files.get(path);
    return text === undefined ? onDisk.getSourceFile(path, language) : ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`);
  });
}

function readOptions(root: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  // Names are imported for an example without asking whether each is a type.
  return { ...options, verbatimModuleSyntax: false };
}

function listDeclared(path: string): string[] {
  const source = ts.createSourceFile(path, ts.sys.readFile(path) ?? "", ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (ts.isInterfaceDeclaration(statement)) return [statement.name.text];
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.map(({ name }) => (ts.isIdentifier(name) ? name.text : ""));
  });
}

interface Surroundings {
  readonly specifier: string;
  readonly stagePath: string;
  readonly stageNames: readonly string[];
  readonly packageNames: readonly ExportedName[];
}

/** What an example declares itself hides what stands around it, since it is the body of a function. */
function writeExample(example: string, { specifier, stagePath, stageNames, packageNames }: Surroundings): string {
  const isUsed = (name: string): boolean => new RegExp(`\\b${name}\\b`).test(example);
  const importUsed = (names: readonly string[], from: string): string =>
    names.some(isUsed) ? `import { ${names.filter(isUsed).join(", ")} } from ${JSON.stringify(from)};\n` : "";
  const ownNames = packageNames.map(({ name }) => name).filter((name) => !stageNames.includes(name));
  const imports = `${importUsed(ownNames, specifier)}${importUsed(stageNames, stagePath)}`;
  return `${imports}export async function example() {\n${example}\n}\n`;
}

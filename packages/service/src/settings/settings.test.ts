import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTemporaryFolder } from "@tochka-rosta/testing";
import { Check } from "typebox/value";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  choice,
  cidrs,
  flag,
  integer,
  names,
  objects,
  origin,
  path,
  port,
  ports,
  readSecretFiles,
  readSettings,
  renderSettingsReference,
  SettingsError,
  text,
  texts,
  url,
  type Environment,
  type SettingsSchema,
} from "./index.ts";

const meaning = "What it is for.";

function problemsOf(schema: SettingsSchema, env: Environment): readonly string[] {
  try {
    readSettings(schema, env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return (error as SettingsError).problems;
  }
}

const schema = {
  name: text("NAME", { meaning }),
  folder: path("FOLDER", { meaning, isOptional: true }),
  port: port("PORT", { default: 8080, meaning }),
  graceSeconds: integer("GRACE_SECONDS", { default: 0, max: 3600, unit: "seconds", meaning }),
  isOn: flag("SYNC", { default: true, meaning }),
  kind: choice("KIND", ["Ingress", "HTTPRoute"], { default: "Ingress", meaning }),
  issuer: url("ISSUER", { meaning, isOptional: true }),
  database: url("DATABASE_URL", { protocols: ["postgresql:"], isSecret: true, isOptional: true, meaning }),
  origin: origin("ORIGIN", { default: "https://tochkarosta.online", meaning }),
  namespaces: names("NAMESPACES", { default: ["kube-system"], meaning }),
  ranges: cidrs("RANGES", { default: [], meaning }),
  ports: ports("PORTS", { default: [53], meaning }),
  labels: texts("LABELS", { default: {}, meaning }),
  tolerations: objects("TOLERATIONS", { default: [], meaning }),
};

test("defaults stand for what is not set, a blank variable is not set, and types follow", () => {
  const values = readSettings(schema, { NAME: "core", PORT: "  ", KIND: "" });
  expect(values).toEqual({
    name: "core",
    folder: undefined,
    port: 8080,
    graceSeconds: 0,
    isOn: true,
    kind: "Ingress",
    issuer: undefined,
    database: undefined,
    origin: "https://tochkarosta.online",
    namespaces: ["kube-system"],
    ranges: [],
    ports: [53],
    labels: {},
    tolerations: [],
  });
  expectTypeOf(values.port).toEqualTypeOf<number>();
  expectTypeOf(values.folder).toEqualTypeOf<string | undefined>();
  expectTypeOf(values.kind).toEqualTypeOf<"Ingress" | "HTTPRoute">();
  expectTypeOf(values.ports).toEqualTypeOf<readonly number[]>();
});

const given = {
  NAME: "core",
  FOLDER: "/secrets",
  PORT: "0",
  GRACE_SECONDS: "3600",
  SYNC: "off",
  KIND: "HTTPRoute",
  ISSUER: "https://app.example/x?y",
  DATABASE_URL: "postgresql://user:pass@host/db",
  ORIGIN: "http://localhost:3000",
  NAMESPACES: "traefik,dns",
  RANGES: "10.0.0.0/8,fd00::/8",
  PORTS: "53,5353",
  LABELS: '{"app":"shop"}',
  TOLERATIONS: '[{"key":"tenants"}]',
};

test("what is given is read, and every value is one that typebox takes for the schema", () => {
  const values = readSettings(schema, given);
  expect(values).toMatchObject({ port: 0, graceSeconds: 3600, isOn: false, ranges: ["10.0.0.0/8", "fd00::/8"] });
  for (const [name, setting] of Object.entries(schema)) {
    expect([name, Check(setting.schema, values[name as keyof typeof values])]).toEqual([name, true]);
    const { default: fallback } = setting.options as { default?: unknown };
    if (fallback !== undefined) expect([name, Check(setting.schema, fallback)]).toEqual([name, true]);
  }
});

describe("what cannot be read is named with what to write", () => {
  test.each([
    ["PORT", "eighty", 'must be a whole number from 0 to 65535, not "eighty"'],
    ["PORT", "70000", "must be a whole number from 0 to 65535"],
    ["PORT", "8e3", "must be a whole number from 0 to 65535"],
    ["PORT", "0x50", "must be a whole number from 0 to 65535"],
    ["GRACE_SECONDS", "-1", "must be a whole number from 0 to 3600"],
    ["GRACE_SECONDS", "1.5", "must be a whole number from 0 to 3600"],
    ["SYNC", "maybe", "must be on or off"],
    ["KIND", "ingress", "must be one of Ingress, HTTPRoute"],
    ["ISSUER", "app.example", "must be a URL that starts with https:// or http://"],
    ["ISSUER", "ftp://app.example", "must be a URL that starts with https:// or http://"],
    ["ORIGIN", "https://app.example/", "must be an origin in small letters without a path"],
    ["ORIGIN", "https://App.example", "must be an origin in small letters without a path"],
    ["NAMESPACES", "traefik,", "must be names with commas between"],
    ["NAMESPACES", "Traefik", "must be names with commas between"],
    ["RANGES", "10.0.0.1", "must be ranges such as 10.0.0.0/8 or fd00::/8 with commas between"],
    ["RANGES", "10.0.0.0/33", "must be ranges"],
    ["RANGES", "10.0.0.0/8, 11.0.0.0/8", "must be ranges"],
    ["RANGES", "fd00::/129", "must be ranges"],
    ["PORTS", "0", "must be ports with commas between"],
    ["PORTS", "53,domain", "must be ports"],
    ["LABELS", "a=b", "must be a JSON object of texts"],
    ["LABELS", '{"a":1}', "must be a JSON object of texts"],
    ["TOLERATIONS", "{}", "must be a JSON list of objects"],
  ])("%s=%s", (name, value, problem) => {
    const problems = problemsOf(schema, { ...given, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name}: ${problem}`);
    expect(problems[0]).toContain(`(${meaning})`);
  });

  test("all problems come at once, in the order of the schema", () => {
    const problems = problemsOf(schema, { PORT: "x", KIND: "y", ISSUER: "z" });
    expect(problems.map((problem) => problem.split(":")[0])).toEqual(["NAME", "PORT", "KIND", "ISSUER"]);
    expect(problems[0]).toBe(`NAME: must be set: a text (${meaning})`);
  });

  test("a secret is never repeated, a long text not wholly", () => {
    const secret = problemsOf(schema, { ...given, DATABASE_URL: "mysql://root:hunter2@host" });
    expect(secret).toEqual([`DATABASE_URL: must be a URL that starts with postgresql:// (${meaning})`]);
    expect(problemsOf(schema, { ...given, PORT: "9".repeat(500) }).join().length).toBeLessThan(200);
  });
});

test("settings are checked against each other in the same report, on placeholders where single ones are wrong", () => {
  const read = () =>
    readSettings(schema, { PORT: "x", KIND: "HTTPRoute" }, ({ kind, name, folder, ranges }, report) => {
      expect([name, ranges]).toEqual(["", []]);
      if (kind === "HTTPRoute" && folder === undefined) report("FOLDER", "must be set for KIND=HTTPRoute");
      return kind;
    });
  expect(read).toThrow(/NAME: .*\n.*PORT: .*\n.*FOLDER: must be set for KIND=HTTPRoute \(What it is for\.\)/);
  expect(readSettings(schema, given, ({ port: value }) => ({ listen: value }))).toEqual({ listen: 0 });
});

test("files of secrets are read whole but for the last line end, and what is wrong never shows what they hold", async () => {
  await using folder = await createTemporaryFolder("secret-files");
  const write = async (name: string, content: string) => {
    await writeFile(join(folder.path, name), content);
    return join(folder.path, name);
  };
  const good = await write("good", "a secret of some length\n");
  const read = await readSecretFiles({ good: { path: good, minLength: 16 }, unused: { path: undefined } });
  expect(read).toEqual({ good: "a secret of some length", unused: undefined });
  const bad = {
    short: { path: await write("short", "hunter2"), minLength: 16 },
    empty: { path: await write("empty", " \n") },
    missing: { path: join(folder.path, "missing") },
  };
  const error = await readSecretFiles(bad).then(
    () => new SettingsError([]),
    (thrown: unknown) => thrown as SettingsError,
  );
  expect(error.problems.toSorted()).toEqual([
    `${bad.empty.path}: is empty, and must hold a secret`,
    `${bad.missing.path}: cannot be read (ENOENT)`,
    `${bad.short.path}: is shorter than 16 characters`,
  ]);
  expect(error.message).not.toContain("hunter2");
});

test("the reference is a table that a person can copy from", () => {
  const page = renderSettingsReference([{ title: "core", about: "The API.", schema }], "# Settings");
  expect(page).toMatch(/^# Settings\n\n## core\n\nThe API\.\n\n\| Setting \| Meaning \|/);
  expect(page).toContain("| `NAME` | What it is for. | a text | **required** |  |");
  expect(page).toContain("| `GRACE_SECONDS` | What it is for. | a whole number from 0 to 3600 | `0` | seconds |");
  expect(page).toContain("| `SYNC` | What it is for. | on or off | `on` |  |");
  expect(page).toContain("| `DATABASE_URL` | What it is for. Holds a secret. |");
  expect(page).toContain("| `NAMESPACES` | What it is for. | names with commas between | `kube-system` |  |");
  expect(page).toContain("| `RANGES` |");
  expect(page.endsWith("|\n")).toBe(true);
});

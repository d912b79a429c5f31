import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildConfigurationFiles } from "./configuration.ts";
import { buildPlan } from "./plan.ts";
import { cableOf, inside } from "./settings.ts";

const plan = buildPlan({ cgroup: "tochka-rosta-x", cable: cableOf(7) });
const words = plan.parts.flatMap(({ argv }) => argv);

test("no flag of any part names a folder of this machine: everything is under the run folder as the cluster sees it", () => {
  const paths = words.flatMap((word) => (word.startsWith("/") ? [word] : (/=(\/.*)$/.exec(word)?.slice(1) ?? [])));
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !path.startsWith(`${inside}/`))).toEqual(["/usr/bin/containerd"]);
});

test("every settings file that a part is told to read is written", () => {
  const files = Object.keys(buildConfigurationFiles("tochka-rosta-x"));
  const read = words.flatMap((word) => /\/run\/cluster\/config\/(.*)$/.exec(word)?.[1] ?? []);
  expect(read.sort()).toEqual(["audit-policy.json", "containerd.toml", "kubelet.json"]);
  expect(files).toEqual(expect.arrayContaining(read));
});

test("folders that parts make for plug-ins are in the run folder, not in this machine's /usr and /opt", () => {
  const files = buildConfigurationFiles("tochka-rosta-x");
  expect(words).toContain(`--flex-volume-plugin-dir=${inside}/volume-plugins`);
  expect(JSON.parse(files["kubelet.json"] ?? "")).toMatchObject({ volumePluginDir: `${inside}/volume-plugins` });
  expect(files["containerd.toml"]).toMatch(
    /^\[plugins\."io\.containerd\.internal\.v1\.opt"\]\n {2}path = "\/run\/cluster\/containerd\/opt"$/m,
  );
});

test("every program that a part runs is built from a module of ours, or comes from the distribution", () => {
  const programs = plan.parts.map(({ argv }) => argv[0] ?? "");
  const ours = new Set(
    programs.filter((path) => path.startsWith(`${inside}/bin/`)).map((path) => path.split("/").at(-1)),
  );
  for (const name of ours) expect(existsSync(join(import.meta.dirname, "..", "..", name ?? "", "go.mod"))).toBe(true);
  expect([...ours].sort()).toEqual(["kubernetes", "network-policy", "small"]);
});

test("two clusters differ by their cable and their cgroup only", () => {
  const other = buildPlan({ cgroup: "tochka-rosta-x", cable: cableOf(8) });
  const text = JSON.stringify(other).replaceAll("10.77.8.", "10.77.7.").replaceAll("rosta8", "rosta7");
  expect(JSON.parse(text)).toEqual(plan);
});

test("the audit policy keeps every request of people and platform, and drops only what the cluster's own parts read", () => {
  const { rules } = JSON.parse(buildConfigurationFiles("x")["audit-policy.json"] ?? "") as {
    rules: { level: string; users?: string[]; userGroups?: string[]; nonResourceURLs?: string[] }[];
  };
  expect(rules.at(-1)).toEqual({ level: "Metadata" });
  expect(rules.length).toBeGreaterThan(2);
  for (const rule of rules.slice(0, -1)) {
    expect(rule.level).toBe("None");
    if (rule.nonResourceURLs !== undefined) continue;
    const who = [...(rule.users ?? []), ...(rule.userGroups ?? [])];
    expect(who).not.toEqual([]); // Which would be everybody.
    expect(who.filter((name) => !/^(system:|tochka-rosta:network-policy$)/.test(name))).toEqual([]);
  }
});

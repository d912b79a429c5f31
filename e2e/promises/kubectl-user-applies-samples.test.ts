import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { waitForStatus } from "../harness/http.ts";
import { callKubectl } from "@tochka-rosta/testing";
import { sharedPlatform } from "../harness/shared-platform.ts";

const samples = join(import.meta.dirname, "../../crds/samples");
const program = inject("kubectl");

describe.skipIf(program === null)("with nothing but kubectl (skipped where it cannot be fetched)", () => {
  const platform = sharedPlatform();
  const kubectl = (...words: string[]) => callKubectl(program ?? "", platform.kubeconfigPath, words);

  beforeAll(async () => {
    expect(await kubectl("apply", "-f", join(samples, "01-tenant.yaml"))).toMatchObject({ exitCode: 0 });
  });
  afterAll(() => kubectl("delete", "-f", join(samples, "01-tenant.yaml"), "--ignore-not-found", "--timeout=60s"));

  test("the numbered samples give a shop that answers, waited for with `kubectl wait`", async () => {
    const tenant = await kubectl(
      "wait",
      "--for=condition=Ready",
      "--timeout=60s",
      "-f",
      join(samples, "01-tenant.yaml"),
    );
    expect(tenant, tenant.output).toMatchObject({ exitCode: 0 });
    expect(await kubectl("apply", "-f", join(samples, "02-module-instance.yaml"))).toMatchObject({ exitCode: 0 });
    const ready = await kubectl(
      "wait",
      "--for=condition=Ready",
      "--timeout=90s",
      "-f",
      join(samples, "02-module-instance.yaml"),
    );
    expect(ready, ready.output).toMatchObject({ exitCode: 0 });
    const url = await kubectl("get", "-f", join(samples, "02-module-instance.yaml"), "-o", "jsonpath={.status.url}");
    expect(url.output).toMatch(/^http:/);
    await waitForStatus(url.output, 200);
  });

  test("`get` shows the columns that people look for, `describe` the events", async () => {
    const { output } = await kubectl("get", "tenants,moduleinstances", "-A");
    for (const column of ["READY", "TARIFF", "MODULE", "URL", "AGE"]) expect(output).toContain(column);
    const described = await kubectl("describe", "-f", join(samples, "02-module-instance.yaml"));
    expect(described).toMatchObject({ exitCode: 0 });
    expect(described.output).toContain("Conditions:");
  });

  test.each([
    // A name's own rule is one of the whole object: Kubernetes gives it no field, so the sentence has to.
    ["91-bad-tenant.yaml", [/a tenant's name is one DNS label/]],
    [
      "92-bad-module-instance.yaml",
      [/spec\.hostPrefix: Invalid value/, /spec\.database\.reclaimPolicy: Unsupported value/],
    ],
    [
      "93-bad-module.yaml",
      [/spec\.egress\.hosts\[0\]\.host: Invalid value/, /spec\.egress\.hosts\[1\]\.port: Invalid value/],
    ],
  ])("%s is refused with the field and the reason", async (file, reasons) => {
    const { exitCode, output } = await kubectl("apply", "-f", join(samples, file));
    expect(exitCode).not.toBe(0);
    for (const reason of reasons) expect(output).toMatch(reason);
  });

  test("deleting the tenant ends, and takes its namespace along", async () => {
    const { exitCode, output } = await kubectl("delete", "-f", join(samples, "01-tenant.yaml"), "--timeout=90s");
    expect(exitCode, output).toBe(0);
    const gone = await kubectl("get", "-f", join(samples, "02-module-instance.yaml"));
    expect(gone.exitCode).not.toBe(0);
    expect(gone.output).toMatch(/not ?found/i);
  });
});

// Long because it is one session of one person: each test goes on where the one before ended.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startApiServer, type ApiServer } from "@tochka-rosta/api-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callKubectl, findKubectl } from "@tochka-rosta/testing";

// What a person at a real kubectl 1.36 does, against the local API server alone: no node, no operator.
const kubectl = await findKubectl(process.env["KUBECTL"]);
if (kubectl === null) console.log("  kubectl 1.36 is not to be had here: its conformance is skipped");

let directory = "";
let server: ApiServer;

function kubeconfig(): string {
  return join(directory, "kubeconfig");
}

async function run(words: string, input = ""): Promise<string> {
  const { exitCode, output } = await callKubectl(kubectl ?? "", kubeconfig(), words.split(" "), input);
  if (exitCode !== 0) throw new Error(`kubectl ${words} ended with ${exitCode}: ${output}`);
  return output.trim();
}

async function refused(words: string, input = ""): Promise<string> {
  const { exitCode, output } = await callKubectl(kubectl ?? "", kubeconfig(), words.split(" "), input);
  expect(exitCode).not.toBe(0);
  return output.trim();
}

/** A kubeconfig like the own one, of somebody who has this token. */
async function withToken(token: string): Promise<string> {
  const file = join(directory, "kubeconfig-of-token");
  await writeFile(file, server.kubeconfig.replace(server.token, token));
  return file;
}

function yaml(object: object): string {
  return JSON.stringify(object);
}

const webDeployment = (image: string, env: { name: string; value: string }[], replicas = 2): string =>
  yaml({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "trial", labels: { app: "web" } },
    spec: {
      replicas,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "web", image, env, ports: [{ containerPort: 80 }] }] },
      },
    },
  });

const widgetDefinition = yaml({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget", shortNames: ["wd"], categories: ["gadgets"] },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: "Size", type: "string", jsonPath: ".spec.size" },
        ],
        schema: {
          openAPIV3Schema: {
            type: "object",
            description: "A thing to try with.",
            properties: {
              spec: {
                type: "object",
                "x-kubernetes-validations": [{ rule: "self.size == oldSelf.size", message: "the size is immutable" }],
                properties: { size: { type: "string", enum: ["small", "large"], description: "How large it is." } },
              },
              status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        },
      },
    ],
  },
});

const widget = (name: string, spec: object): string =>
  yaml({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name, namespace: "trial" }, spec });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tochka-rosta-kubectl-user-"));
  server = await startApiServer({ dataDirectory: join(directory, "data") });
  await writeFile(kubeconfig(), server.kubeconfig, { mode: 0o600 });
  if (kubectl !== null) await run("create namespace trial");
}, 400_000);

afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

describe.skipIf(kubectl === null)("kubectl 1.36", () => {
  test("looks around", async () => {
    expect(await run("version")).toContain("Server Version: v1.36");
    expect(await run("api-resources --api-group=apps -o name")).toContain("deployments.apps");
    expect(await run("get --raw /readyz")).toBe("ok");
    expect(await run("auth can-i create pods")).toBe("yes");
    expect(await run("get namespaces -o name")).toContain("namespace/trial");
  });

  test("creates by its short commands, which send protobuf", async () => {
    await run("-n trial create configmap settings --from-literal=colour=red");
    await run("-n trial create secret generic hidden --from-literal=password=hush");
    await run("-n trial create serviceaccount robot");
    await run("-n trial create role reader --verb=get --resource=pods");
    await run("-n trial create rolebinding reads --role=reader --serviceaccount=trial:robot");
    await run("-n trial create ingress door --rule=a.example/*=web:80");
    await run("-n trial create quota share --hard=cpu=0.5,memory=1024Mi");
    await run("-n trial create deployment quick --image=quick:1 --replicas=3");
    expect(await run("-n trial get configmap settings -o jsonpath={.data.colour}")).toBe("red");
    expect(await run("-n trial get quota share -o jsonpath={.spec.hard}")).toBe('{"cpu":"500m","memory":"1Gi"}');
    expect(await run("-n trial get deployment quick -o jsonpath={.spec.replicas}")).toBe("3");
    expect(await run("-n trial get ingress door")).toMatch(/a\.example/);
  });

  test("applies from the client: created, unchanged, configured, and what others set stays", async () => {
    const first = webDeployment("web:1", [{ name: "A", value: "1" }]);
    expect(await run("apply -f -", first)).toBe("deployment.apps/web created");
    expect(await run("apply -f -", first)).toBe("deployment.apps/web unchanged");
    await run("-n trial label deployment web by=hand");
    expect(await run("apply -f -", webDeployment("web:2", [{ name: "B", value: "1" }]))).toBe(
      "deployment.apps/web configured",
    );
    const read = async (path: string): Promise<string> => run(`-n trial get deployment web -o jsonpath=${path}`);
    expect(await read("{.spec.template.spec.containers[0].image}")).toBe("web:2");
    expect(await read("{.spec.template.spec.containers[0].env[*].name}")).toBe("B");
    expect(await read("{.metadata.labels.by}")).toBe("hand");
    expect(await read("{.metadata.generation}")).toBe("2");
  });

  test("applies on the server, is told of conflicts and may force them", async () => {
    await run("apply --server-side --field-manager=one -f -", widgetDefinition);
    await run("apply --server-side --field-manager=one -f -", widget("mine", { size: "small" }));
    const claim = yaml({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "claimed", namespace: "trial" },
      data: { a: "1" },
    });
    await run("apply --server-side --field-manager=one -f -", claim);
    const other = claim.replace('"1"', '"2"');
    const conflict = await refused("apply --server-side --field-manager=two -f -", other);
    expect(conflict).toContain('Apply failed with 1 conflict: conflict with "one": .data.a');
    await run("apply --server-side --field-manager=two --force-conflicts -f -", other);
    expect(await run("-n trial get configmap claimed -o jsonpath={.data.a}")).toBe("2");
  });

  test("changes things by patch, scale, set, annotate, edit and replace", async () => {
    await run("-n trial scale deployment web --replicas=5");
    await run("-n trial set image deployment/web web=web:9");
    await run(
      '-n trial patch deployment web --type=json -p [{"op":"add","path":"/metadata/labels/json","value":"yes"}]',
    );
    await run(
      '-n trial patch deployment web -p {"spec":{"template":{"spec":{"containers":[{"name":"web","tty":true}]}}}}',
    );
    await run("-n trial annotate deployment web note=written");
    await run("-n trial rollout restart deployment/web");
    const object = JSON.parse(await run("-n trial get deployment web -o json")) as {
      metadata: { labels: object; annotations: object };
      spec: { replicas: number; template: { metadata: { annotations: object }; spec: { containers: object[] } } };
    };
    expect(object.spec.replicas).toBe(5);
    expect(object.spec.template.spec.containers).toMatchObject([{ name: "web", image: "web:9", tty: true }]);
    expect(object.metadata.labels).toMatchObject({ json: "yes", app: "web" });
    expect(object.metadata.annotations).toMatchObject({ note: "written" });
    expect(Object.keys(object.spec.template.metadata.annotations)).toContain("kubectl.kubernetes.io/restartedAt");
  });

  test("sees custom resources with their columns, their explanation and their short name", async () => {
    expect(await run("-n trial get wd")).toMatch(/NAME\s+READY\s+SIZE\nmine\s+small/);
    expect(await run("-n trial get gadgets -o name")).toBe("widget.example.com/mine");
    expect(await run("explain widget.spec.size")).toContain("How large it is.");
    expect(await run("-n trial describe widget mine")).toMatch(/Spec:\s+Size:\s+small/);
  });

  test("is refused with the field and the reason", async () => {
    expect(await refused("apply -f -", widget("bad", { size: "huge" }))).toContain(
      'spec.size: Unsupported value: "huge": supported values: "small", "large"',
    );
    expect(await refused("apply -f -", widget("bad", { size: "small", colour: "red" }))).toContain(
      'unknown field "spec.colour"',
    );
    expect(await refused("apply -f -", widget("mine", { size: "large" }))).toContain("the size is immutable");
    expect(await refused("-n trial get configmap absent")).toContain('configmaps "absent" not found');
  });

  test("waits for a condition that comes later", async () => {
    const waiting = run("-n trial wait --for=condition=Ready widget/mine --timeout=20s");
    const status = '{"status":{"conditions":[{"type":"Ready","status":"True"}]}}';
    await run(`-n trial patch widget mine --subresource=status --type=merge -p ${status}`);
    expect(await waiting).toBe("widget.example.com/mine condition met");
  });

  test("watches: every change is a line", async () => {
    const child: ChildProcess = spawn(kubectl ?? "", [
      "--kubeconfig",
      kubeconfig(),
      "-n",
      "trial",
      "get",
      "wd",
      "-w",
      "--output-watch-events",
    ]);
    const lines: string[] = [];
    const ended = once(child, "exit");
    if (child.stdout === null) throw new Error("kubectl has no output");
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line.replace(/\s+/g, " "));
      if (lines.length === 2) await run("apply -f -", widget("seen", { size: "large" }));
      if (lines.length === 3) await run("-n trial delete widget seen");
      if (lines.at(-1)?.startsWith("DELETED") === true) child.kill();
    }
    await ended;
    expect(lines).toEqual(["EVENT NAME READY SIZE", "ADDED mine True small", "ADDED seen large", "DELETED seen large"]);
  });

  test("reads the log of a pod that a node gives", async () => {
    server.hooks.logs = async function* (pod, container, options) {
      yield `${pod.metadata.name ?? ""}/${container} tail=${options.tailLines ?? "all"}\n`;
      yield "second line\n";
    };
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "speaks", namespace: "trial" },
      spec: { containers: [{ name: "c", image: "x" }] },
    };
    await run("apply -f -", yaml(pod));
    expect(await run("-n trial logs speaks --tail=5")).toBe("speaks/c tail=5\nsecond line");
    expect(await refused("-n trial exec speaks -- true")).toContain("does not serve pods/exec");
  });

  test("describes with events", async () => {
    const uid = await run("-n trial get pod speaks -o jsonpath={.metadata.uid}");
    const event = {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "speaks.1", namespace: "trial" },
      involvedObject: { kind: "Pod", name: "speaks", namespace: "trial", uid },
      reason: "Started",
      message: "it speaks",
      type: "Normal",
      count: 1,
      lastTimestamp: new Date().toISOString(),
    };
    await run("create -f -", yaml(event));
    expect(await run("-n trial describe pod speaks")).toMatch(/Normal\s+Started\s+.*it speaks/);
    expect(await run("-n trial get events")).toMatch(/Normal\s+Started\s+pod\/speaks\s+it speaks/);
  });

  test("sorts events by a time that not all of them have", async () => {
    const involvedObject = { kind: "Pod", name: "speaks", namespace: "trial" };
    const metadata = { name: "speaks.2", namespace: "trial" };
    const event = { metadata, involvedObject, reason: "Quiet", message: "no time", type: "Normal" };
    await run("create -f -", yaml({ apiVersion: "v1", kind: "Event", ...event }));
    for (const field of ["lastTimestamp", "firstTimestamp", "eventTime"]) {
      const lines = await run(`-n trial get events --sort-by=.${field}`);
      expect(lines, field).toContain("no time");
      expect(lines, field).toContain("it speaks");
    }
  });

  test("creates a token for an account, with an audience and an end, by which kubectl can act", async () => {
    await run("-n trial create serviceaccount reader");
    const token = await run("-n trial create token reader --audience=egress --duration=20m");
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<
      string,
      unknown
    >;
    expect(claims).toMatchObject({ aud: ["egress"], sub: "system:serviceaccount:trial:reader" });
    expect(Number(claims["exp"]) - Number(claims["iat"])).toBe(1200);
    expect(await run("get --raw /openid/v1/jwks")).toContain('"kty":"RSA"');
    const own = await run("-n trial create token reader");
    const { exitCode, output } = await callKubectl(
      kubectl ?? "",
      await withToken(own),
      ["auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"],
      "",
    );
    expect([exitCode, output]).toEqual([0, "system:serviceaccount:trial:reader"]);
    expect(await refused("-n trial create token absent")).toContain("not found");
    expect(await refused("-n trial create token reader --duration=1m")).toContain("less than 10 minutes");
  });

  test("watches by the older address", async () => {
    const raw = await run("get --raw /api/v1/watch/namespaces/trial/serviceaccounts?timeoutSeconds=1");
    expect(raw).toContain('"type":"ADDED"');
    expect(raw).toContain('"name":"reader"');
  });

  test("deletes: at once, by label, with its dependents, and a whole namespace", async () => {
    await run("-n trial delete deployment quick");
    await run("-n trial delete configmap -l nothing=here");
    const uid = await run("-n trial get configmap settings -o jsonpath={.metadata.uid}");
    const ownerReferences = [{ apiVersion: "v1", kind: "ConfigMap", name: "settings", uid, blockOwnerDeletion: true }];
    await run(
      "apply -f -",
      yaml({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "leaf", namespace: "trial", ownerReferences } }),
    );
    await run("-n trial delete configmap settings --cascade=foreground");
    expect(await refused("-n trial get configmap leaf")).toContain("not found");
    await run("delete namespace trial");
    expect(await refused("get namespace trial")).toContain("not found");
    await run("delete crd widgets.example.com");
    expect(await run("api-resources --api-group=example.com -o name")).toBe("");
  });
});

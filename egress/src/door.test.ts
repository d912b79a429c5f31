import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { createEgressClient } from "@tochka-rosta/service/egress";
import { createTemporaryFolder, makeCertificate, waitFor, type TestCertificate } from "@tochka-rosta/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { readText } from "./testing/open-tunnel.ts";
import { startTestCluster, type TestCluster } from "./testing/test-cluster.ts";
import { startTestDoor, type TestDoor } from "./testing/test-door.ts";
import { startTestHost, type TestHost } from "./testing/test-world.ts";

const publicAddress = "93.184.216.34";
const host = "api.example.com";
const target = `${host}:443`;

let cluster: TestCluster;
let certificate: TestCertificate;
let uid: string;
let token: string;
let scene: TestDoor;
let echo: TestHost;

beforeAll(async () => {
  certificate = await makeCertificate([host, "other.example.com"]);
  cluster = await startTestCluster();
  await cluster.applyModule("shop", [{ host }, { host: "listed.internal", port: 8080 }, { host: "down.example.com" }]);
  await cluster.applyModule("events", []);
  uid = await cluster.applyInstance("alpha", "shop");
  token = await cluster.requestToken("tenant-alpha", "module-shop");
});
afterAll(() => cluster.stop());

beforeEach(async () => {
  scene = await startTestDoor(cluster, { PRIVATE_TARGETS: '[{"host":"listed.internal","port":8080}]' });
  echo = await startTestHost();
  scene.world.setName(host, [publicAddress]);
  scene.world.setName("listed.internal", ["10.0.0.5"]);
  scene.world.setHost("10.0.0.5", echo.port);
  scene.world.setHost(publicAddress, echo.port);
});
afterEach(async () => {
  await scene.door.stop();
  await echo.stop();
});

async function expectRefusal(asked: Promise<{ status: number; problem: string | undefined }>, problem: string) {
  expect((await asked).problem).toBe(problem);
  expect(scene.world.dialled).toEqual([]);
}

test("a named host is resolved once, and the very address that was checked is dialled", async () => {
  scene.world.setName(host, [publicAddress], ["127.0.0.1"]);
  const { status } = await scene.ask(target, token);
  expect(status).toBe(200);
  expect(scene.world.resolved).toEqual([host]);
  expect(scene.world.dialled).toMatchObject([{ address: publicAddress, port: 443 }]);
});

test("another spelling of the named host is the named host", async () => {
  expect((await scene.ask("API.Example.com.:443", token)).status).toBe(200);
});

test("a host that is not named, and a named one at another port, are refused before anything is resolved", async () => {
  await expectRefusal(scene.ask("evil.example.com:443", token), "host_not_named");
  await expectRefusal(scene.ask(`${host}:8443`, token), "host_not_named");
  await expectRefusal(scene.ask(`${publicAddress}:443`, token), "host_not_named");
  expect(scene.world.resolved).toEqual([]);
});

test.each(["a:443@evil:80", "http://api.example.com:443", "api.example.com:443/", "127.1:443", "[::1%lo]:443"])(
  "the target %s is refused as it is",
  async (text) => {
    expect(await scene.ask(text, token)).toMatchObject({ status: 400, problem: "bad_request" });
  },
);

test.each([22, 25, 53, 6443, 10250])("port %i is never opened", async (port) => {
  await expectRefusal(scene.ask(`${host}:${port}`, token), "port_refused");
});

test("no token, a broken one and one of another audience are refused with 407", async () => {
  const foreign = await cluster.requestToken("tenant-alpha", "module-shop", "https://kubernetes.default.svc");
  for (const given of [undefined, "x", `${token}x`, foreign]) {
    const answer = await scene.ask(target, given);
    expect(answer).toMatchObject({ status: 407, problem: "token_refused" });
    expect(answer.headers["proxy-authenticate"]).toBe("Bearer");
  }
  expect(scene.world.resolved).toEqual([]);
});

test("a token that has expired, signed with the cluster's own key, is refused", async () => {
  const account = { name: "module-shop", uid };
  const now = Math.floor(Date.now() / 1_000);
  const sign = (expiresAt: number) => cluster.signToken("tenant-alpha", account, { expiresAt });
  await expectRefusal(scene.ask(target, await sign(now - 60)), "token_refused");
  expect((await scene.ask(target, await sign(now + 60))).status).toBe(200);
});

test.each([
  ["of another issuer", { issuer: "https://evil.example" }],
  ["of an account that was deleted and made again", { uid: "8b5f3c0e-0000-0000-0000-000000000000" }],
  ["whose subject is another account", { subject: "system:serviceaccount:tenant-alpha:module-other" }],
])("a token %s, signed with the cluster's own key, is refused", async (_, changes) => {
  const given = await cluster.signToken("tenant-alpha", { name: "module-shop", uid }, changes);
  await expectRefusal(scene.ask(target, given), "token_refused");
});

test("an account that belongs to no instance is nobody, in a tenant's namespace and outside", async () => {
  for (const namespace of ["tenant-alpha", "kube-system"]) {
    await cluster.applyAccount(namespace, "stray");
    await expectRefusal(scene.ask(target, await cluster.requestToken(namespace, "stray")), "token_refused");
  }
});

test("another instance's token opens that instance's hosts only", async () => {
  await cluster.applyInstance("alpha", "events", "events");
  const other = await cluster.requestToken("tenant-alpha", "module-events");
  await waitFor("the door to know the other instance", async () => {
    return (await scene.ask(target, other)).problem === "host_not_named";
  });
  expect(scene.world.dialled).toEqual([]);
});

test.each([
  ["10.0.0.1"],
  ["169.254.169.254"],
  ["168.63.129.16"],
  ["127.0.0.1"],
  ["::1"],
  ["::ffff:127.0.0.1"],
  ["64:ff9b::7f00:1"],
  ["fd00:ec2::254"],
])("a named host that resolves to %s is refused", async (address) => {
  scene.world.setName(host, [address]);
  await expectRefusal(scene.ask(target, token), "address_refused");
});

test("an answer that mixes public and private addresses is refused and counted", async () => {
  scene.world.setName(host, [publicAddress, "10.0.0.1"]);
  await expectRefusal(scene.ask(target, token), "address_refused");
  expect(await scene.registry.metrics()).toContain(
    'tochka_egress_refused_addresses_total{class="private",mixed="true"} 1',
  );
});

test("a host that the platform operator lists may be private and plain, at its port alone", async () => {
  const { status, socket } = await scene.ask("listed.internal:8080", token);
  expect(status).toBe(200);
  socket.write("plain");
  expect(await readText(socket, "plain")).toBe("plain");
  expect(scene.world.dialled).toMatchObject([{ address: "10.0.0.5", port: 8080, blockList: undefined }]);
});

test("not even a listed host leads to the cloud's metadata by its name", async () => {
  scene.world.setName("listed.internal", ["169.254.169.254"]);
  await expectRefusal(scene.ask("listed.internal:8080", token), "address_refused");
});

test("TLS reaches the host it names, byte for byte", async () => {
  const { socket } = await scene.ask(target, token);
  const hello = await helloOf(host);
  for (const byte of hello) socket.write(Buffer.from([byte]));
  expect(await readText(socket, hello.toString("latin1"))).toBe(hello.toString("latin1"));
});

test.each([
  ["another name than the one that was asked for", () => helloOf("other.example.com"), "tls_name_differs"],
  ["no name", () => helloOf(undefined), "tls_name_missing"],
  ["no TLS", async () => Buffer.from("GET / HTTP/1.1\r\n\r\n"), "not_tls"],
])("a tunnel with %s is cut before a byte has left", async (_, makeBytes, reason) => {
  const { status, socket } = await scene.ask(target, token);
  expect(status).toBe(200);
  socket.write(await makeBytes());
  await once(socket, "close");
  const ends = scene.lines.filter(({ message }) => message === "egress tunnel ended");
  expect(ends).toMatchObject([{ reason, bytesOut: 0, bytesIn: 0, tenant: "alpha", instance: "shop", module: "shop" }]);
});

test("a host that does not answer, a name that is none: each has its status, and the client gets one always", async () => {
  scene.world.setName("down.example.com", ["203.0.114.1"]);
  expect(await scene.ask("down.example.com:443", token)).toMatchObject({ status: 502, problem: "unreachable" });
  scene.world.setName(host);
  expect(await scene.ask(target, token)).toMatchObject({ status: 502, problem: "name_unknown" });
});

test("a host that fails again and again is left alone", async () => {
  scene.world.setName("down.example.com", ["203.0.114.1"]);
  for (let count = 0; count < 5; count++) await scene.ask("down.example.com:443", token);
  const answer = await scene.ask("down.example.com:443", token);
  expect(answer).toMatchObject({ status: 503, problem: "host_failing" });
  expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
  expect(scene.world.dialled).toHaveLength(5);
  expect((await scene.ask(target, token)).status).toBe(200);
});

test("a deleted instance's tunnels are cut, and its token opens none any more", async () => {
  await cluster.applyInstance("beta", "shop");
  const doomed = await cluster.requestToken("tenant-beta", "module-shop");
  const tunnel = await waitFor("a tunnel", async () => {
    const answer = await scene.ask("listed.internal:8080", doomed);
    return answer.status === 200 ? answer : undefined;
  });
  const { socket: other } = await scene.ask("listed.internal:8080", token);
  await cluster.deleteInstance("beta", "shop");
  await once(tunnel.socket, "close");
  expect((await scene.ask("listed.internal:8080", doomed)).problem).toBe("token_refused");
  other.write("alive");
  expect(await readText(other, "alive")).toBe("alive");
});

test("a host taken out of the manifest is cut for all", async () => {
  await cluster.applyModule("fleeting", [{ host: "listed.internal", port: 8080 }]);
  await cluster.applyInstance("alpha", "fleeting", "fleeting");
  const given = await cluster.requestToken("tenant-alpha", "module-fleeting");
  const { socket } = await waitFor("a tunnel", async () => {
    const answer = await scene.ask("listed.internal:8080", given);
    return answer.status === 200 ? answer : undefined;
  });
  await cluster.applyModule("fleeting", []);
  await once(socket, "close");
});

test("the log has a line of every decision, and no token", async () => {
  await scene.ask(target, token);
  await scene.ask("evil.example.com:443", token);
  const decisions = scene.lines.filter(({ message }) => message === "egress decision");
  expect(decisions).toMatchObject([
    {
      decision: "allow",
      reason: "named",
      tenant: "alpha",
      instance: "shop",
      module: "shop",
      target,
      address: publicAddress,
    },
    { decision: "deny", reason: "host_not_named", tenant: "alpha", target: "evil.example.com:443" },
  ]);
  expect(JSON.stringify(scene.lines)).not.toContain(token.slice(-20));
});

test("the client of modules goes through, end to end", async () => {
  const server = await startTlsHost();
  scene.world.setHost(publicAddress, (server.address() as AddressInfo).port);
  await using folder = await createTemporaryFolder("egress-token");
  await writeFile(join(folder.path, "token"), token);
  const client = createEgressClient({
    url: `http://127.0.0.1:${scene.door.port}`,
    tokenFile: join(folder.path, "token"),
    authorities: [certificate.authorityPem],
  });
  const { status, body } = await client.request(`https://${host}/rates`);
  expect([status, body.toString()]).toEqual([200, "rates of api.example.com"]);
  await expect(client.request("https://evil.example.com/")).rejects.toMatchObject({ problem: "host_not_named" });
  client.close();
  server.close();
});

function startTlsHost(): Promise<Server> {
  const options = { cert: certificate.certificatePem, key: certificate.keyPem };
  const server = createServer(options, (request, response) => response.end(`rates of ${request.headers.host}`));
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** The first bytes of Node's own TLS. */
async function helloOf(servername: string | undefined): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  const listening = await startTestHost((socket) => socket.once("data", resolve));
  const tls = connectTls({ port: listening.port, host: "127.0.0.1", ...(servername !== undefined && { servername }) });
  tls.on("error", () => undefined);
  const hello = await promise;
  tls.destroy();
  await listening.stop();
  return hello;
}

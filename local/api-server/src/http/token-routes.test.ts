import { createPublicKey, verify, type JsonWebKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import { useServer } from "../../testing/test-server.ts";
import type { JsonObject } from "../objects.ts";
import { startApiServer } from "../api-server.ts";
import { TestClient } from "../../testing/test-client.ts";
import { loadServiceAccountKeys } from "../service-account-keys.ts";
import { signToken, verifyToken } from "../tokens.ts";

const held = useServer();
const accounts = "/api/v1/namespaces/default/serviceaccounts";

function claimsOf(token: string): JsonObject {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as JsonObject;
}

async function request(name: string, spec: JsonObject = {}) {
  const body = { kind: "TokenRequest", apiVersion: "authentication.k8s.io/v1", spec };
  const answer = await held.client.call("POST", `${accounts}/${name}/token`, { body });
  const status = answer.body["status"] as { token: string; expirationTimestamp: string } | undefined;
  return { ...answer, token: status?.token ?? "", expires: status?.expirationTimestamp ?? "" };
}

async function makeAccount(name: string): Promise<string> {
  const { body } = await held.client.call("POST", accounts, { body: { metadata: { name } } });
  return (body["metadata"] as { uid: string }).uid;
}

const whoAmI = (token: string) =>
  held.client.call("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", { body: {}, token });

const review = async (token: string, audiences?: string[]) => {
  const body = { spec: { token, ...(audiences && { audiences }) } };
  const answer = await held.client.call("POST", "/apis/authentication.k8s.io/v1/tokenreviews", { body });
  return answer.body["status"];
};

describe("a token of a service account", () => {
  test("says who it is of, for whom and until when, and anybody can verify it by the published keys", async () => {
    const uid = await makeAccount("reader");
    const { status, token, expires } = await request("reader", { audiences: ["egress"], expirationSeconds: 600 });
    expect(status).toBe(201);
    const claims = claimsOf(token);
    expect(claims).toMatchObject({
      iss: "https://kubernetes.default.svc.cluster.local",
      aud: ["egress"],
      sub: "system:serviceaccount:default:reader",
      "kubernetes.io": { namespace: "default", serviceaccount: { name: "reader", uid } },
    });
    expect(Number(claims["exp"]) - Number(claims["iat"])).toBe(600);
    expect(Date.parse(expires) / 1000).toBe(claims["exp"]);

    const discovery = await held.client.get("/.well-known/openid-configuration");
    expect(discovery.body).toMatchObject({ issuer: claims["iss"] });
    const { text } = await held.client.get(new URL(discovery.body["jwks_uri"] as string).pathname);
    const { keys } = JSON.parse(text) as { keys: (JsonWebKey & { kid: string })[] };
    const [header = "", payload = "", signature = ""] = token.split(".");
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
    const key = keys.find((each) => each.kid === kid);
    const publicKey = createPublicKey({ key: key ?? {}, format: "jwk" });
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify("RSA-SHA256", signed, publicKey, Buffer.from(signature, "base64url"))).toBe(true);
    expect(text).not.toContain('"d"');
  });

  test("lets its account in where it is meant for this server, and nobody where it is not", async () => {
    await makeAccount("worker");
    const own = (await request("worker")).token;
    expect((await whoAmI(own)).body["status"]).toMatchObject({
      userInfo: { username: "system:serviceaccount:default:worker" },
    });
    const foreign = (await request("worker", { audiences: ["egress"] })).token;
    expect((await whoAmI(foreign)).status).toBe(401);
    expect(await review(foreign)).toEqual({ authenticated: false });
    expect(await review(foreign, ["egress", "other"])).toMatchObject({ authenticated: true, audiences: ["egress"] });
    expect(await review(`${foreign.slice(0, -6)}AAAAAA`, ["egress"])).toEqual({ authenticated: false });
    expect(await review("not.a.token", ["egress"])).toEqual({ authenticated: false });
  });

  test("ends with its account, and with the pod that it is bound to", async () => {
    await makeAccount("short");
    const spec = { serviceAccountName: "short", containers: [{ name: "main", image: "x" }] };
    const pods = "/api/v1/namespaces/default/pods";
    await held.client.call("POST", pods, { body: { metadata: { name: "bound" }, spec } });
    const bound = await request("short", { boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "bound" } });
    expect(claimsOf(bound.token)["kubernetes.io"]).toMatchObject({ pod: { name: "bound" } });
    expect((await whoAmI(bound.token)).status).toBe(201);
    const stranger = await request("default", { boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "bound" } });
    expect(stranger.status, "a pod vouches for its own account only").toBe(400);
    await held.client.call("DELETE", `${pods}/bound?gracePeriodSeconds=0`);
    expect((await whoAmI(bound.token)).status).toBe(401);

    const { token } = await request("short");
    await held.client.call("DELETE", `${accounts}/short`);
    await makeAccount("short");
    expect((await whoAmI(token)).status, "an account of the same name is another").toBe(401);
  });

  test.each([
    [{ expirationSeconds: 599 }, 422],
    [{ expirationSeconds: 2 ** 33 }, 422],
    [{ expirationSeconds: "long" }, 422],
    [{ boundObjectRef: { kind: "Pod", name: "absent" } }, 404],
    [{ boundObjectRef: { kind: "ConfigMap", name: "kube-root-ca.crt" } }, 404],
  ])("%j is refused with %i", async (spec, status) => {
    expect((await request("default", spec)).status).toBe(status);
  });

  test("is not made for an account that is not there, nor read", async () => {
    expect((await request("absent")).status).toBe(404);
    expect((await held.client.get(`${accounts}/default/token`)).status).toBe(405);
  });

  test("is good until its last second, and stays good over a restart of the server", async () => {
    const keys = await loadServiceAccountKeys(held.directory);
    const subject = { namespace: "a", serviceAccount: { name: "b", uid: "c" }, boundTo: undefined };
    const token = signToken(keys, subject, { audiences: ["x"], issuedAt: 1_000, expiresAt: 1_600 });
    expect([999, 1_000, 1_599, 1_600].map((now) => verifyToken(keys, token, now) !== undefined)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const { token: kept } = await request("default");
    const again = await startApiServer({ dataDirectory: held.directory });
    const client = new TestClient(again);
    expect((await client.call("GET", "/api/v1/namespaces", { token: kept })).status).toBe(200);
    client.close();
    await again.stop();
  });
});

import { VirtualClock } from "@tochka-rosta/controller-runtime";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { beforeAll, expect, test } from "vitest";
import { createSigningKeys } from "./signing-keys.ts";
import { verifyToken } from "./verify-token.ts";

const issuer = "https://cluster.example";
let keys: { readonly id: string; readonly privateKey: CryptoKey; readonly publicKey: CryptoKey }[];

beforeAll(async () => {
  const make = async (id: string) => ({ id, ...(await generateKeyPair("ES256", { extractable: true })) });
  keys = [await make("old"), await make("new")];
});

function setScene() {
  const clock = new VirtualClock();
  const state = { published: ["old"], isUnreachable: false, reads: 0 };
  const readPath = async (path: string): Promise<unknown> => {
    if (state.isUnreachable) throw new Error("the API server is unreachable");
    if (path.startsWith("/.well-known")) return { issuer };
    state.reads += 1;
    const known = keys.filter(({ id }) => state.published.includes(id));
    const jwks = known.map(async ({ id, publicKey }) => ({ ...(await exportJWK(publicKey)), kid: id, alg: "ES256" }));
    return { keys: await Promise.all(jwks) };
  };
  const signingKeys = createSigningKeys(readPath, clock);
  const sign = (id: string) =>
    new SignJWT({ "kubernetes.io": { namespace: "n", serviceaccount: { name: "a", uid: "u" } } })
      .setProtectedHeader({ alg: "ES256", kid: id })
      .setIssuer(issuer)
      .setAudience("egress")
      .setSubject("system:serviceaccount:n:a")
      .setExpirationTime(Math.floor(clock.now() / 1_000) + 600)
      .sign(keys.find((key) => key.id === id)?.privateKey ?? new Uint8Array());
  const verify = async (id: string) => verifyToken(signingKeys, clock, await sign(id));
  return { clock, state, verify };
}

const accepted = { account: { namespace: "n", name: "a", uid: "u" } };

test("keys are read once, and again for a key that is not known, but not for each such token", async () => {
  const { clock, state, verify } = setScene();
  expect([await verify("old"), await verify("old")]).toEqual([accepted, accepted]);
  expect(state.reads).toBe(1);
  expect(await verify("new")).toMatchObject({ fault: "ERR_JWKS_NO_MATCHING_KEY" });
  state.published = ["old", "new"];
  await clock.advance(10_000);
  expect(await verify("new")).toEqual(accepted);
  expect(state.reads).toBe(2);
});

test("a key that was taken back is void within ten minutes", async () => {
  const { clock, state, verify } = setScene();
  await verify("old");
  state.published = ["new"];
  await clock.advance(600_000);
  expect(await verify("old")).toMatchObject({ fault: "ERR_JWKS_NO_MATCHING_KEY" });
});

test("while the API server is unreachable, what was read counts; where nothing was read, nobody is let in", async () => {
  const { clock, state, verify } = setScene();
  state.isUnreachable = true;
  await expect(verify("old")).rejects.toThrow("unreachable");
  state.isUnreachable = false;
  expect(await verify("old")).toEqual(accepted);
  state.isUnreachable = true;
  await clock.advance(600_000);
  expect(await verify("old")).toEqual(accepted);
});

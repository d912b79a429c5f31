import { describe, expect, test } from "vitest";
import { readVariables } from "./pods.ts";
import { find, helm, render, tryRender, type Rendered } from "./render.ts";

interface Policy extends Rendered {
  readonly spec: { readonly ingress: readonly unknown[]; readonly egress: readonly unknown[] };
}

const toDoor = {
  to: [
    {
      podSelector: {
        matchLabels: { "app.kubernetes.io/name": "egress", "app.kubernetes.io/instance": "tochka-rosta" },
      },
    },
  ],
  ports: [{ protocol: "TCP", port: "http" }],
};

describe.skipIf(helm === null)("the door out", () => {
  test("is there unless it is switched off, and the operator learns where", async () => {
    const objects = await render("trial");
    expect(readVariables(objects, "operator")["EGRESS_URL"]).toBe("http://egress.rosta.svc:8080");
    const without = await render("production", ["egress.enabled=false"]);
    expect(readVariables(without, "operator")).not.toHaveProperty("EGRESS_URL");
    expect(without.filter(({ metadata }) => /egress/i.test(metadata.name))).toEqual([]);
    expect(JSON.stringify(without.filter(({ kind }) => kind === "PrometheusRule"))).not.toContain("tochka_egress");
  });

  test("lets core to its SMS gateway, wherever that lies, and core goes no other way", async () => {
    const gateway = "codes.webhook.url=http://sms.gateway.svc:8080/send";
    const objects = await render("production", [gateway]);
    const { PRIVATE_TARGETS, PLATFORM_CLIENTS } = readVariables(objects, "egress");
    const target = { host: "sms.gateway.svc", port: 8080 };
    expect(JSON.parse(PRIVATE_TARGETS ?? "")).toEqual([target]);
    expect(JSON.parse(PLATFORM_CLIENTS ?? "")).toEqual([
      { namespace: "rosta", serviceAccount: "tochka-rosta-core", hosts: [target] },
    ]);
    expect(readVariables(objects, "core")).toMatchObject({
      EGRESS_URL: "http://egress.rosta.svc:8080",
      EGRESS_TOKEN_FILE: "/var/run/secrets/egress.tochkarosta.online/token",
    });
    const rules = find<Policy>(objects, "NetworkPolicy", "core").spec.egress;
    expect(rules).toContainEqual(toDoor);
    expect(rules).not.toContainEqual({ ports: [{ protocol: "TCP", port: 8080 }] });
    // What has no address of its own is let out by its port.
    const door = find<Policy>(objects, "NetworkPolicy", "egress").spec.egress;
    expect(door).toContainEqual({ ports: [{ protocol: "TCP", port: 8080 }] });
  });

  test("letters go to the relay that is named, with a password from a Secret; what does not fit is refused", async () => {
    const mail = ["host=smtp.example.com", "from=no-reply@sites.example", "username=platform", "existingSecret=relay"];
    const settings = mail.map((value) => `egress.mail.${value}`);
    const objects = await render("production", [...settings, "egress.mail.limits.perDay=100"]);
    expect(readVariables(objects, "egress")).toMatchObject({
      MAIL_HOST: "smtp.example.com",
      MAIL_PORT: "587",
      MAIL_SECURITY: "starttls",
      MAIL_USERNAME: "platform",
      MAIL_PASSWORD_FILE: "/etc/mail/password",
      MAIL_FROM: "no-reply@sites.example",
      MAIL_PER_DAY: "100",
    });
    expect(JSON.stringify(find(objects, "Deployment", "egress"))).toContain('"secretName":"relay"');
    const bare = readVariables(await render("production"), "egress");
    expect(Object.keys(bare).filter((name) => name.startsWith("MAIL_"))).toEqual([]);
    const refusal = async (given: readonly string[]) => (await tryRender("production", given)).output;
    expect(await refusal([settings[0] ?? ""])).toContain("egress.mail.from: name the address");
    expect(await refusal(settings.slice(0, 3))).toContain("username and existingSecret belong together");
    expect(await refusal([...settings, "egress.mail.security=none"])).toContain("not sent in the clear");
  });

  test("the port of a gateway is its scheme's where none is written", async () => {
    const port = async (url: string) => {
      const objects = await render("production", [`codes.webhook.url=${url}`]);
      return JSON.parse(readVariables(objects, "egress")["PRIVATE_TARGETS"] ?? "") as unknown;
    };
    expect(await port("https://sms.example.com/send")).toEqual([{ host: "sms.example.com", port: 443 }]);
    expect(await port("http://sms.example.com")).toEqual([{ host: "sms.example.com", port: 80 }]);
  });

  test("an upgrade that keeps the values of 0.2.0 has no door, and the gateway is asked as it was", async () => {
    const kept = await render("production", ["egress=null"]);
    expect(readVariables(kept, "core")).not.toHaveProperty("EGRESS_URL");
    expect(readVariables(kept, "operator")).not.toHaveProperty("EGRESS_URL");
    const rules = find<Policy>(kept, "NetworkPolicy", "core").spec.egress;
    expect(rules).toContainEqual({ ports: [{ protocol: "TCP", port: 443 }] });
    expect(rules).not.toContainEqual(toDoor);
  });

  test("ranges of the operator's own are known to the program and cut from the policy; listed hosts are let out", async () => {
    const objects = await render("production", [
      "egress.denyCidrs={203.0.113.0/24,2001:db8::/32}",
      "egress.privateTargets[0].host=files.internal",
      "egress.privateTargets[0].port=9000",
      "egress.privateTargets[0].addresses={10.0.0.5}",
    ]);
    expect(readVariables(objects, "egress")["DENY_CIDRS"]).toBe("203.0.113.0/24,2001:db8::/32");
    const rules = find<Policy>(objects, "NetworkPolicy", "egress").spec.egress;
    expect(rules).toContainEqual({
      to: [
        { ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16", "203.0.113.0/24"] } },
        { ipBlock: { cidr: "::/0", except: ["fe80::/10", "2001:db8::/32"] } },
      ],
    });
    expect(rules).toContainEqual({
      ports: [{ protocol: "TCP", port: 9000 }],
      to: [{ ipBlock: { cidr: "10.0.0.5/32" } }],
    });
  });

  test("reads no Secret and writes nothing", async () => {
    const role = find<Role>(await render("production"), "ClusterRole", "tochka-rosta-egress");
    expect(role.rules.flatMap(({ verbs }) => verbs)).toEqual(["list", "watch", "list", "watch", "get"]);
    expect(role.rules.flatMap(({ resources = [] }) => resources)).toEqual([
      "serviceaccounts",
      "moduleinstances",
      "modules",
    ]);
  });

  test.each([
    [["egress.privateTargets[0].host=mail", "egress.privateTargets[0].port=25"], /mail:25 is a port that no tunnel/],
    [["codes.webhook.url=http://sms.example.com:22/"], /codes\.webhook\.url: the door opens no tunnel to the ports/],
  ])("refuses ports that it would never open: %s", async (settings, problem) => {
    const { exitCode, output } = await tryRender("production", settings);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(problem);
  });
});

interface Role extends Rendered {
  readonly rules: readonly { readonly resources?: readonly string[]; readonly verbs: readonly string[] }[];
}

import { describe, expect, test } from "vitest";
import { helm, tryRender, type Scenario } from "./render.ts";

const cases: readonly (readonly [
  why: string,
  scenario: Scenario | undefined,
  settings: readonly string[],
  says: RegExp,
])[] = [
  ["no domain", undefined, [], /domain: set it to the domain that tenants' sites live under/],
  ["no origin", undefined, [], /dashboard\.origin: set it to the address of dashboard and core/],
  [
    "an origin with a path",
    "trial",
    ["dashboard.origin=https://app.rosta.test/x"],
    /dashboard\.origin: must be an origin/,
  ],
  [
    "an origin in capitals",
    "production",
    ["dashboard.origin=https://App.Tochka.example"],
    /must be written as browsers send it: scheme, host in small letters/,
  ],
  [
    "an origin with the port that https has anyway",
    "production",
    ["dashboard.origin=https://app.tochka.example:443"],
    /leave out the port that https has anyway/,
  ],
  ["a Cyrillic origin", "production", ["dashboard.origin=https://точка.рф"], /in Punycode \(xn--…\)/],
  [
    "a label of the chart's own, in all labels",
    "production",
    ["commonLabels.app\\.kubernetes\\.io/name=x"],
    /commonLabels: app\.kubernetes\.io\/name is set by the chart itself/,
  ],
  [
    "a label of the chart's own, in a pod's",
    "production",
    ["operator.podLabels.app\\.kubernetes\\.io/part-of=x"],
    /operator\.podLabels: app\.kubernetes\.io\/part-of is set by the chart itself/,
  ],
  [
    "a label in both",
    "production",
    ["commonLabels.team=a", "core.podLabels.team=b"],
    /core\.podLabels: team stands in commonLabels already/,
  ],
  ["no ingress class", undefined, [], /routing\.ingressClassName: set it to a class of this cluster/],
  ["no namespace of a controller", undefined, [], /routing\.controllerNamespaces: name the namespaces/],
  [
    "figures that Prometheus may not fetch",
    "trial",
    ["monitoring.serviceMonitor.enabled=true"],
    /networkPolicy\.monitoringNamespaces: name the namespace of your Prometheus/,
  ],
  ["no database", undefined, [], /postgresql\.external: give admin\.existingSecret/],
  [
    "an authority that is believed, and none given",
    "production",
    ["postgresql.external.sslmode=verify-ca"],
    /postgresql\.external\.caSecret: sslmode verify-ca needs the authority/,
  ],
  [
    "an authority and no TLS",
    "production",
    ["postgresql.external.sslmode=disable", "postgresql.external.caSecret.name=pg-ca"],
    /postgresql\.external\.sslmode: disable encrypts nothing/,
  ],
  ["an sslmode that is none", "production", ["postgresql.external.sslmode=prefer"], /sslmode/],
  [
    "sites below the dashboard's domain",
    "production",
    ["domain=sites.tochka.example"],
    /sites\.tochka\.example and the dashboard's app\.tochka\.example share the registrable domain tochka\.example/,
  ],
  [
    "the dashboard below the sites' domain",
    "production",
    ["domain=rosta.com.ru", "dashboard.origin=https://app.rosta.com.ru"],
    /share the registrable domain rosta\.com\.ru/,
  ],
  ["http outside a trial", "production", ["dashboard.origin=http://app.tochka.example"], /sessions need https/],
  ["sites over http outside a trial", "production", ["tls.mode=none"], /tls\.mode: none serves sites over plain http/],
  [
    "a wildcard per tenant with flat hosts",
    "production",
    ["tls.mode=perTenantWildcard"],
    /cover no host of the flat template; use wildcardSecret/,
  ],
  [
    "one wildcard with nested hosts",
    "production",
    ["hostTemplate=\\{prefix\\}.\\{tenant\\}.\\{domain\\}"],
    /hosts of the nested template have two; use perTenantWildcard/,
  ],
  [
    "certificates without an issuer",
    "production",
    ["tls.mode=perHost", "tls.clusterIssuer="],
    /name its ClusterIssuer/,
  ],
  [
    "certificates of a Gateway per host",
    "gateway",
    ["tls.mode=perHost", "tls.clusterIssuer=x"],
    /belong to the Gateway's listeners/,
  ],
  ["no Gateway", "gateway", ["routing.gateway.name="], /set routing\.gateway\.name and routing\.gateway\.namespace/],
  ["a catch-all for HTTPRoutes", "gateway", ["routing.catchAll=true"], /routing\.catchAll: is for Ingress only/],
  ["built-in PostgreSQL outside a trial", "trial", ["trial=false"], /built-in PostgreSQL has no backups/],
  ["built-in Redis outside a trial", "trial", ["trial=false"], /built-in Redis is for trials only/],
  [
    "codes in the log outside a trial",
    "trial",
    ["trial=false"],
    /codes\.provider: terminal writes one-time codes to the log/,
  ],
  [
    "an administrator and ready-made databases",
    "production",
    ["postgresql.external.core.existingSecret=x"],
    /give either admin\.existingSecret, or/,
  ],
  [
    "half of the ready-made databases",
    "gateway",
    ["postgresql.external.modules.existingSecret="],
    /or both core\.existingSecret and/,
  ],
  ["an administrator of nowhere", "production", ["postgresql.external.host="], /postgresql\.external\.host: set it/],
  [
    "a Redis without its URL",
    "production",
    ["redis.external.existingSecret="],
    /redis\.external\.existingSecret: name the Secret/,
  ],
  ["two cores without Redis", "production", ["redis.mode=none"], /core\.replicas: 2 replicas need a Redis/],
  ["no SMS gateway", "production", ["codes.webhook.url="], /codes\.webhook\.url: set it to your SMS gateway's address/],
  [
    "no secret of the SMS gateway",
    "production",
    ["codes.webhook.existingSecret="],
    /codes\.webhook\.existingSecret: name the Secret/,
  ],
  [
    "a catalogue that nobody applies",
    "gateway",
    ["setup.enabled=false"],
    /catalogue\.enabled: the catalogue is applied by the setup hook/,
  ],
  [
    "keys that nobody makes",
    "gateway",
    ["setup.enabled=false"],
    /secrets\.core\.existingSecret: without the setup hook/,
  ],
  [
    "passwords that nobody makes",
    "production",
    ["setup.enabled=false"],
    /postgresql: without the setup hook nobody makes/,
  ],
];

describe.skipIf(helm === null)("the chart refuses", () => {
  test.each(cases)("%s", async (_why, scenario, settings, says) => {
    const { exitCode, output } = await tryRender(scenario, settings);
    expect(output).toMatch(says);
    expect(exitCode).not.toBe(0);
  });

  test("everything at once, so that nobody has to try ten times", async () => {
    const { output } = await tryRender(undefined);
    expect(output.match(/^- /gm)?.length).toBeGreaterThanOrEqual(6);
  });
});

describe.skipIf(helm === null)("the chart lets through", () => {
  test.each<readonly [string, Scenario, readonly string[]]>([
    ["sites below the dashboard's domain in a trial", "trial", ["domain=sites.rosta.test"]],
    [
      "domains that only share what a registry sells below",
      "production",
      ["domain=a.co.uk", "dashboard.origin=https://app.b.co.uk"],
    ],
    ["a certificate for each host", "production", ["tls.mode=perHost"]],
    [
      "nested hosts with a certificate for each tenant",
      "production",
      ["tls.mode=perTenantWildcard", "hostTemplate=\\{prefix\\}.\\{tenant\\}.\\{domain\\}", "routing.catchAll=true"],
    ],
    ["one core without Redis", "production", ["redis.mode=none", "core.replicas=1"]],
    [
      "everything given, nothing made",
      "gateway",
      ["setup.enabled=false", "catalogue.enabled=false", "secrets.core.existingSecret=keys"],
    ],
  ])("%s", async (_what, scenario, settings) => {
    const { exitCode, output } = await tryRender(scenario, settings);
    expect(output).not.toContain("cannot be installed");
    expect(exitCode).toBe(0);
  });
});

import { isCidr } from "@tochka-rosta/service/net";

export type InstanceStatus = "active" | "inactive" | "suspended";

/** What a module knows of itself: whose it is, where it answers, whether it may. Written by the operator. */
export interface InstanceIdentity {
  readonly tenant: string;
  readonly tenantUid: string;
  readonly module: string;
  readonly instance: string;
  /** uid of the ModuleInstance: the audience of hand-over tokens. */
  readonly uid: string;
  readonly host: string;
  /** Scheme, host and port as the buyer's browser sees them, without a trailing slash. */
  readonly origin: string;
  readonly status: InstanceStatus;
  /** Ranges such as 35.191.0.0/16 whose X-Forwarded-For is believed besides that of private addresses. */
  readonly trustedProxies: readonly string[];
  /** Whether search engines may list the site; they may not on a platform that is for trying things out. */
  readonly isIndexed: boolean;
  /** What the tenant's plan lets it keep; absent where the platform does not say, as platforms before this field. */
  readonly storageBytes?: number;
  readonly core: { readonly issuer: string; readonly jwksUrl: string; readonly dashboardUrl: string };
}

type Fields = Readonly<Record<string, unknown>>;

function requireText(fields: Fields, name: string, problems: string[]): string {
  const value = fields[name];
  if (typeof value === "string" && value !== "") return value;
  problems.push(`${name} is missing`);
  return "";
}

function requireUrl(fields: Fields, name: string, problems: string[]): string {
  const value = requireText(fields, name, problems);
  if (value !== "" && !URL.canParse(value)) problems.push(`${name} is no URL`);
  return value.replace(/\/$/, "");
}

/** Empty where the platform names none, as platforms before this field did. */
function readRanges(value: unknown, problems: string[]): readonly string[] {
  const ranges = Array.isArray(value) ? value.map(String) : [];
  if (!ranges.every(isCidr)) problems.push("trustedProxies has an entry that is no range");
  return ranges;
}

/** Nothing that could be read as "no limit" by mistake: what is there and is no whole number is a problem. */
function readStorage(value: unknown, problems: string[]): { readonly storageBytes?: number } {
  if (value === undefined) return {};
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return { storageBytes: value };
  problems.push("storageBytes is no whole number");
  return {};
}

/**
 * Reads the text of instance.json. An unknown status counts as suspended: better closed than wrongly open.
 * @throws Error naming every missing field
 */
export function parseIdentity(text: string): InstanceIdentity {
  const parsed: unknown = JSON.parse(text);
  const fields = (typeof parsed === "object" && parsed !== null ? parsed : {}) as Fields;
  const coreValue = fields["core"];
  const core = (typeof coreValue === "object" && coreValue !== null ? coreValue : {}) as Fields;
  const problems: string[] = [];
  const status = fields["status"];
  const identity: InstanceIdentity = {
    tenant: requireText(fields, "tenant", problems),
    tenantUid: requireText(fields, "tenantUid", problems),
    module: requireText(fields, "module", problems),
    instance: requireText(fields, "instance", problems),
    uid: requireText(fields, "uid", problems),
    host: requireText(fields, "host", problems),
    origin: requireUrl(fields, "origin", problems),
    status: status === "active" || status === "inactive" ? status : "suspended",
    trustedProxies: readRanges(fields["trustedProxies"], problems),
    isIndexed: fields["isIndexed"] !== false,
    ...readStorage(fields["storageBytes"], problems),
    core: {
      issuer: requireText(core, "issuer", problems),
      jwksUrl: requireUrl(core, "jwksUrl", problems),
      dashboardUrl: requireUrl(core, "dashboardUrl", problems),
    },
  };
  if (problems.length > 0) throw new Error(`instance.json: ${problems.join(", ")}`);
  return identity;
}

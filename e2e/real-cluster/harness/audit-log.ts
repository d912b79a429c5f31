import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/** One request that the API server answered. */
export interface AuditedRequest {
  /** E.g. `system:serviceaccount:tochka-rosta-system:tochka-rosta-core`. */
  readonly user: string;
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** With its subresource, e.g. `tenants/status`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** Of the answer; a watch has one from its beginning. */
  readonly status: number;
  readonly userAgent: string;
}

/** What is read of an Event of audit.k8s.io/v1. */
interface AuditEvent {
  readonly verb: string;
  readonly user: { readonly username: string };
  readonly userAgent?: string;
  readonly objectRef?: {
    readonly apiGroup?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly responseStatus?: { readonly code?: number };
}

/**
 * The requests in an audit log that `isWanted` takes, the oldest first. A log holds hundreds of thousands of lines, so those that
 * do not contain `text` (a part of the user's name, say) are not even parsed.
 */
export async function readAuditLog(
  file: string,
  text: string,
  isWanted: (request: AuditedRequest) => boolean = () => true,
): Promise<readonly AuditedRequest[]> {
  const found: AuditedRequest[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    // The last line may be cut off: the API server is writing it.
    if (!line.includes(text) || !line.endsWith("}")) continue;
    const request = toRequest(JSON.parse(line) as AuditEvent);
    if (isWanted(request)) found.push(request);
  }
  return found;
}

function toRequest({ verb, user, userAgent = "", objectRef = {}, responseStatus }: AuditEvent): AuditedRequest {
  const { apiGroup: group = "", resource = "", subresource, namespace = "", name = "" } = objectRef;
  return {
    user: user.username,
    verb,
    group,
    resource: subresource ? `${resource}/${subresource}` : resource,
    namespace,
    name,
    status: responseStatus?.code ?? 0,
    userAgent,
  };
}

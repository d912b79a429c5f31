import { Type } from "typebox";

/** Ports that no tunnel is ever opened to: mail relays, remote shells, name servers, Kubernetes itself. */
export const neverEgressPorts = [22, 25, 53, 6443, 10250] as const;

/** How many hosts a Module may name: a module that talks to more talks to the internet. */
const hostsMax = 20;

/** A host outside the cluster, and the one port of it. */
export interface EgressHost {
  readonly host: string;
  readonly port?: number;
}

const label = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

const Host = Type.String({
  description: "An exact DNS name in small letters, in Punycode where it is not ASCII.",
  minLength: 1,
  maxLength: 253,
  "x-kubernetes-validations": [
    {
      // The last label of a name is never a number, so no spelling of an address passes.
      rule: `self.matches('^(${label}\\\\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$')`,
      message:
        "write the exact name in small letters, such as api.example.com: no address, no wildcard, no scheme, no port, no dot at the end",
    },
  ],
});

const Port = Type.Integer({
  description: "The port that the host is reached at.",
  minimum: 1,
  maximum: 65535,
  default: 443,
  "x-kubernetes-validations": [
    {
      rule: `!(self in [${neverEgressPorts.join(", ")}])`,
      message: `the door opens no tunnel to the ports ${neverEgressPorts.join(", ")}: mail goes by letters, the others lead into machines`,
    },
  ],
});

/** `spec.egress` of a Module. */
export const ModuleEgress = Type.Unsafe<{ hosts?: EgressHost[] }>({
  ...Type.Object(
    {
      hosts: Type.Array(Type.Object({ host: Host, port: Port }), {
        description: "The hosts that instances of this module may reach, each by TLS under that very name.",
        maxItems: hostsMax,
        default: [],
      }),
    },
    { description: "What a module may reach outside the cluster, through the platform's door. When absent: nothing." },
  ),
  required: undefined,
});

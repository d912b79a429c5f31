/** What the door answers, and what its client says where nothing was answered. The words are those of headers, figures and logs, too. */
export const doorProblems = {
  bad_request: { status: 400, text: "the door did not understand the request" },
  token_refused: { status: 407, text: "the door does not take this pod's token" },
  host_not_named: { status: 403, text: "the host and port are not among spec.egress.hosts of the Module" },
  port_refused: { status: 403, text: "the door opens no tunnel to this port" },
  address_refused: { status: 403, text: "the name leads to an address that is not public" },
  limit_reached: { status: 429, text: "this instance has too many tunnels at once or opens them too often" },
  host_failing: { status: 503, text: "the host has failed again and again and is left alone for a moment" },
  stopping: { status: 503, text: "this replica of the door is stopping" },
  not_ready: { status: 503, text: "the door does not know the instances yet" },
  name_unknown: { status: 502, text: "the host's name does not resolve" },
  unreachable: { status: 502, text: "the host takes no connection" },
  timed_out: { status: 504, text: "the host or its name server did not answer in time" },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly text: string }>>;

const clientProblems = {
  not_configured: {
    text: "this platform lets modules reach nothing outside: its operator sets egress.enabled in the chart",
  },
  door_unreachable: { text: "the door does not answer" },
  certificate_refused: {
    text: "the host's certificate is not trusted; authorities of one's own or of a country are added by egress.extraCa of the chart",
  },
  connection_lost: { text: "the connection broke before the answer was whole" },
  too_large: { text: "the answer is larger than asked for" },
  redirect_refused: { text: "the host redirects elsewhere, which was not asked for or leads to plain HTTP" },
  bad_address: { text: "only http and https addresses with a name can be asked" },
} as const;

/** Why the door refuses. */
export type DoorProblem = keyof typeof doorProblems;

/** Why a request through the door has no answer. */
export type EgressProblem = DoorProblem | keyof typeof clientProblems;

/** The header in which the door says why it refuses. */
export const problemHeader = "x-egress-problem";

/** The audience of the tokens that the door takes. */
export const egressAudience = "egress";

/** One sentence about a problem, for logs. */
export function describeProblem(problem: EgressProblem): string {
  return { ...doorProblems, ...clientProblems }[problem].text;
}

/** Reads the door's refusal; by the status alone where the header is missing, which a proxy between may have done. */
export function readProblem(status: number, header: string | undefined): DoorProblem {
  if (header !== undefined && Object.hasOwn(doorProblems, header)) return header as DoorProblem;
  const entries = Object.entries(doorProblems) as [DoorProblem, { readonly status: number }][];
  return entries.find(([, known]) => known.status === status)?.[0] ?? "unreachable";
}

/** For probes: the server answers. Says nothing of core, which has probes of its own. */
export function GET(): Response {
  return Response.json({ status: "ok" });
}

import { NextResponse, type NextRequest } from "next/server";

const sentences = {
  ru: "Сервис запускается или база данных недоступна. Попробуйте ещё раз через несколько секунд.",
  en: "The service is starting or its database is unavailable. Try again in a few seconds.",
};

/**
 * The core answers below /api; a request ends here only while the ingress controller has no core that is ready (Traefik drops the route
 * then, and its longer path with it). Said as the core itself would say it, in the reader's language, so that they try again.
 */
function sayNotReady(request: NextRequest): NextResponse {
  const title = sentences[request.cookies.get("lang")?.value === "en" ? "en" : "ru"];
  const problem = { type: "about:blank", title, detail: title, status: 503, code: "NOT_READY", request_id: "" };
  return NextResponse.json(problem, {
    status: 503,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", "retry-after": "5" },
  });
}

export { sayNotReady as DELETE, sayNotReady as GET, sayNotReady as PATCH, sayNotReady as POST, sayNotReady as PUT };

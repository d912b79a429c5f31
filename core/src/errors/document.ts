import { Type, type Static } from "typebox";
import { catalogue, fieldCatalogue } from "./catalogue.ts";
import { ProblemFacts } from "./facts.ts";
import type { FieldProblem, Language, ProblemError, ProblemValues } from "./problem.ts";

/** Of the body of every answer that is not a success. */
export const problemMediaType = "application/problem+json; charset=utf-8";

/** The body of every answer that is not a success: RFC 9457, media type application/problem+json. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: "URI of the problem type; its last part is the code." }),
    title: Type.String({ description: "One sentence for people, in their language." }),
    status: Type.Integer(),
    detail: Type.String({ description: "The same sentence; longer where there is more to say." }),
    code: Type.String({ description: "Stable; what programs compare." }),
    request_id: Type.String(),
    errors: Type.Optional(
      Type.Array(Type.Object({ field: Type.String(), code: Type.String(), message: Type.String() }), {
        description: "What is wrong with single fields.",
      }),
    ),
    facts: Type.Optional(ProblemFacts),
  },
  { $id: "Problem" },
);
export type Problem = Static<typeof Problem>;

function fill(sentence: string, values: ProblemValues, language: Language): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) return "";
    return typeof value === "object" ? value[language] : String(value);
  });
}

function describeField({ field, code, limit }: FieldProblem, language: Language) {
  return { field, code, message: fill(fieldCatalogue[code][language], limit === undefined ? {} : { limit }, language) };
}

/** Facts for screens; how long to wait is one of them, since scripts read bodies more easily than headers. */
function describeFacts({ facts, retryAfterSeconds }: ProblemError): Pick<Problem, "facts"> {
  if (retryAfterSeconds === undefined) return facts === undefined ? {} : { facts };
  return { facts: { retry_after_seconds: retryAfterSeconds, ...facts } };
}

/** The problem document of an error, in the reader's language. */
export function buildProblem(error: ProblemError, language: Language, requestId: string): Problem {
  const entry = catalogue[error.code];
  const fields = [...new Set(error.fields.map(({ field }) => field))].join(", ");
  const sentence = fill(entry[language], { fields, requestId, ...error.values }, language);
  return {
    type: `https://tochkarosta.online/problems/${error.code.toLowerCase().replaceAll("_", "-")}`,
    title: sentence,
    status: entry.status,
    detail: sentence,
    code: error.code,
    request_id: requestId,
    ...(error.fields.length > 0 && { errors: error.fields.map((field) => describeField(field, language)) }),
    ...describeFacts(error),
  };
}

import type { FastifyRequest } from "fastify";
import type { Language } from "../errors/problem.ts";

/** The reader's language: what they chose (cookie `lang`), else what their browser prefers, else Russian. */
export function readLanguage(request: FastifyRequest): Language {
  const chosen = request.cookies?.["lang"];
  if (chosen === "ru" || chosen === "en") return chosen;
  const preferences = (request.headers["accept-language"] ?? "").split(",").map(readPreference);
  const best = preferences
    .filter(({ language, quality }) => (language === "ru" || language === "en") && quality > 0)
    .sort((a, b) => b.quality - a.quality)[0];
  return best?.language === "en" ? "en" : "ru";
}

function readPreference(part: string): { language: string; quality: number } {
  const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
  const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean);
  return { language: tag.split("-")[0] ?? "", quality: quality === undefined ? 1 : Number(quality) };
}

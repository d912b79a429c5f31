import AjvCompiler from "@fastify/ajv-compiler";
import type { FastifySchemaCompiler } from "fastify";

const customOptions = { allErrors: true, useDefaults: true, strict: false, removeAdditional: false } as const;

/** Checks bodies strictly and turns the texts of paths and queries into the types that their schemas name. */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const createCompiler = AjvCompiler();
  const strict = createCompiler({}, { customOptions: { ...customOptions, coerceTypes: false } });
  const coercing = createCompiler({}, { customOptions: { ...customOptions, coerceTypes: true } });
  return (route) => (route.httpPart === "body" ? strict : coercing)(route);
}

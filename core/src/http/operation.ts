import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static, TSchema } from "typebox";
import type { Context } from "../context.ts";
import type { ProblemCode } from "../errors/catalogue.ts";
import type { Language } from "../errors/problem.ts";
import type { CallOrigin } from "../origin.ts";
import type { Principal, TenantPrincipal } from "./principal.ts";

/**
 * Who may call an operation. `anyone` needs no session, `user` a session, `owner` a session of somebody with a company,
 * `founder` the role superuser: everybody else gets the 404 of a place that does not exist.
 */
export type Permission = "anyone" | "user" | "owner" | "founder";

/** Calls allowed from one address in a window; above it 429 with Retry-After. */
export interface AddressLimit {
  readonly calls: number;
  readonly windowSeconds: number;
}

export interface OperationSchema {
  readonly summary: string;
  readonly description?: string;
  readonly tag: "auth" | "tenants" | "billing" | "modules" | "founder" | "system";
  readonly body?: TSchema;
  readonly params?: TSchema;
  readonly query?: TSchema;
  /** The one answer of success: its status and shape; `stream` for server-sent events, `mediaType` where it is not JSON. */
  readonly success: {
    readonly status: 200 | 201 | 202 | 204;
    readonly body?: TSchema;
    readonly stream?: boolean;
    readonly mediaType?: string;
  };
  /** Catalogue codes beyond those every operation can answer with. */
  readonly problems?: readonly ProblemCode[];
}

type Shape<S> = S extends TSchema ? Static<S> : undefined;
type Answer<S extends OperationSchema> = S["success"] extends { stream: true }
  ? undefined
  : Shape<S["success"]["body"]>;
type PrincipalOf<P extends Permission> = P extends "anyone"
  ? undefined
  : P extends "owner"
    ? TenantPrincipal
    : Principal;

/** What a handler is given: everything checked against the schema and the permission. */
export interface Call<S extends OperationSchema, P extends Permission> {
  readonly body: Shape<S["body"]>;
  readonly params: Shape<S["params"]>;
  readonly query: Shape<S["query"]>;
  readonly principal: PrincipalOf<P>;
  readonly language: Language;
  /** Where the change came from, for audit records. */
  readonly origin: CallOrigin;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** One operation of the API: all that the router, the documentation and the reader need to know. */
export interface Operation<S extends OperationSchema = OperationSchema, P extends Permission = Permission> {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  /** Name of the call in generated clients. */
  readonly id: string;
  readonly permission: P;
  readonly schema: S;
  readonly limit?: AddressLimit;
  handler(call: Call<S, P>, context: Context): Promise<Answer<S>>;
}

/** An operation whose types are of no more interest, as the table of contents holds it. */
export type AnyOperation = Omit<Operation, "handler"> & {
  handler(call: Call<OperationSchema, Permission>, context: Context): Promise<unknown>;
};

/** Ties a handler's types to its schema and permission. */
export function defineOperation<const S extends OperationSchema, const P extends Permission>(
  operation: Operation<S, P>,
): AnyOperation {
  // The registrar checks body, params, query and permission before it calls, which is what makes this widening true.
  return operation;
}

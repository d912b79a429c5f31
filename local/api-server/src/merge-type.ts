/**
 * How the fields of a type are merged by server-side apply: the same for built-in kinds (from generated data) and for
 * custom resources (from their schema). Lists without keys and not a set are atomic.
 */
export type MergeType = ScalarType | StructType | MapType | ListType | UntypedType;

export interface ScalarType {
  readonly form: "scalar";
}
/** Nothing is known: maps merge by member, lists are replaced. */
export interface UntypedType {
  readonly form: "untyped";
}
export interface StructType {
  readonly form: "struct";
  readonly atomic: boolean;
  /** The type of a known field, or undefined. */
  field(name: string): MergeType | undefined;
  /** The type of fields that are not declared, when such are kept. */
  readonly others: MergeType | undefined;
}
export interface MapType {
  readonly form: "map";
  readonly atomic: boolean;
  readonly element: MergeType;
}
export interface ListType {
  readonly form: "list";
  readonly relation: "atomic" | "set" | "keyed";
  readonly element: MergeType;
  readonly keys: readonly string[];
  /** What a key field is worth when the item does not name it (`protocol: TCP`). */
  readonly keyDefaults: Readonly<Record<string, string>>;
}

export const SCALAR: MergeType = { form: "scalar" };
export const UNTYPED: MergeType = { form: "untyped" };

/** The type below a member of an object of this type. */
export function memberType(type: MergeType, member: string): MergeType {
  if (type.form === "struct") return type.field(member) ?? type.others ?? UNTYPED;
  if (type.form === "map") return type.element;
  return UNTYPED;
}

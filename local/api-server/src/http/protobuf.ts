// Over 150 lines: the wire format and Kubernetes' envelope are read together.
import wireData from "../kinds/generated/wire.json" with { type: "json" };
import { badRequest } from "../errors.ts";
import type { JsonObject, JsonValue } from "../objects.ts";

/** The media type in which kubectl sends objects of built-in kinds since 1.36. */
export const PROTOBUF_MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

const MAGIC = Buffer.from("k8s\0");
const META = "apimachinery.pkg.apis.meta.v1";

/** Name in JSON, type, and how it occurs. */
type WireField = readonly [name: string, type: string, occurrence?: "list" | "map" | "omitempty"];

const kinds = wireData.kinds as Record<string, string>;
const types = wireData.types as unknown as Record<string, Record<string, WireField>>;

/** A protobuf field as it stands on the wire. */
interface RawField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/**
 * Decodes Kubernetes' protobuf envelope into the JSON form of the object. Field numbers come from generated data.
 * Throws 400 for what cannot be read.
 */
export function decodeKubernetesProtobuf(body: Buffer): JsonValue {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) throw badRequest("the body is not a Kubernetes protobuf message");
  const envelope = readFields(body.subarray(MAGIC.length));
  const typeMeta = readFields(bytesOf(envelope, 1));
  const apiVersion = bytesOf(typeMeta, 1).toString();
  const kind = bytesOf(typeMeta, 2).toString();
  const typeName = kind === "DeleteOptions" ? `${META}.DeleteOptions` : kinds[`${apiVersion}/${kind}`];
  if (typeName === undefined) throw badRequest(`no protobuf definition is known for ${apiVersion}, Kind=${kind}`);
  const object = decodeMessage(typeName, bytesOf(envelope, 2));
  return { apiVersion, kind, ...(object as JsonObject) };
}

function bytesOf(fields: readonly RawField[], number: number): Buffer {
  const value = fields.find((field) => field.number === number)?.value;
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

function readFields(message: Buffer): RawField[] {
  const fields: RawField[] = [];
  let offset = 0;
  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[offset];
      if (byte === undefined) throw badRequest("the protobuf message ends too early");
      offset += 1;
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return result;
    }
  };
  const take = (length: number): Buffer => {
    const taken = message.subarray(offset, offset + length);
    offset += length;
    return taken;
  };
  while (offset < message.length) {
    const tag = Number(varint());
    const wireType = tag & 7;
    if (wireType === 0) fields.push({ number: tag >>> 3, value: varint() });
    else if (wireType === 2) fields.push({ number: tag >>> 3, value: take(Number(varint())) });
    else if (wireType === 1) fields.push({ number: tag >>> 3, value: take(8) });
    else if (wireType === 5) fields.push({ number: tag >>> 3, value: take(4) });
    else throw badRequest(`unknown protobuf wire type ${wireType}`);
  }
  return fields;
}

function decodeMessage(typeName: string, message: Buffer): JsonValue {
  const special = SPECIAL[typeName];
  if (special !== undefined) return special(readFields(message));
  const definition = types[typeName] ?? {};
  const object: JsonObject = {};
  for (const { number, value } of readFields(message)) {
    const field = definition[number];
    if (field !== undefined) addField(object, field, value);
  }
  return object;
}

function addField(object: JsonObject, [name, type, occurrence]: WireField, raw: bigint | Buffer): void {
  if (occurrence === "map") {
    const entry = readFields(Buffer.isBuffer(raw) ? raw : Buffer.alloc(0));
    const map = (object[name] ??= {}) as JsonObject;
    const value = entry.find((each) => each.number === 2)?.value ?? Buffer.alloc(0);
    map[bytesOf(entry, 1).toString()] = decodeValue(type, value);
    return;
  }
  const value = decodeValue(type, raw);
  if (occurrence === "list") ((object[name] ??= []) as JsonValue[]).push(value);
  else if (name === "") Object.assign(object, value);
  else if (value !== null && !(occurrence === "omitempty" && isZero(value))) object[name] = value;
}

function isZero(value: JsonValue): boolean {
  return value === "" || value === 0 || value === false;
}

function decodeValue(type: string, raw: bigint | Buffer): JsonValue {
  if (typeof raw === "bigint") return type === "bool" ? raw !== 0n : Number(BigInt.asIntN(64, raw));
  if (type === "string") return raw.toString();
  if (type === "bytes") return raw.toString("base64");
  if (type === "double") return raw.length === 8 ? raw.readDoubleLE() : raw.readFloatLE();
  if (type.startsWith("items:")) {
    return readFields(raw).map(({ value }) => decodeValue(type.slice("items:".length), value));
  }
  return decodeMessage(type, raw);
}

function numberOf(fields: readonly RawField[], number: number): number {
  const value = fields.find((field) => field.number === number)?.value;
  return typeof value === "bigint" ? Number(BigInt.asIntN(64, value)) : 0;
}

/** A moment; the zero one is how an absent moment is sent. */
function decodeTime(fields: readonly RawField[], digits: number): JsonValue {
  const seconds = numberOf(fields, 1);
  if (fields.length === 0 || seconds < 0) return null;
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  const micros = String(Math.floor(numberOf(fields, 2) / 1000)).padStart(6, "0");
  return digits === 0 ? `${whole}Z` : `${whole}.${micros}Z`;
}

function embeddedJson(fields: readonly RawField[]): JsonValue {
  const text = bytesOf(fields, 1).toString();
  return text === "" ? null : (JSON.parse(text) as JsonValue);
}

/** Types whose JSON is not the JSON of their fields. */
const SPECIAL: Readonly<Record<string, (fields: readonly RawField[]) => JsonValue>> = {
  [`${META}.Time`]: (fields) => decodeTime(fields, 0),
  [`${META}.MicroTime`]: (fields) => decodeTime(fields, 6),
  [`${META}.Duration`]: (fields) => `${numberOf(fields, 1)}ns`,
  [`${META}.FieldsV1`]: embeddedJson,
  "apimachinery.pkg.runtime.RawExtension": embeddedJson,
  "apimachinery.pkg.api.resource.Quantity": (fields) => bytesOf(fields, 1).toString(),
  "apimachinery.pkg.util.intstr.IntOrString": (fields) =>
    numberOf(fields, 1) === 0 ? numberOf(fields, 2) : bytesOf(fields, 3).toString(),
};

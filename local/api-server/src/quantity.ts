const BINARY: readonly (readonly [string, bigint])[] = ["Ei", "Pi", "Ti", "Gi", "Mi", "Ki"].map((suffix, index) => [
  suffix,
  1024n ** BigInt(6 - index),
]);
const NANO = 1_000_000_000n;
/** Decimal suffixes with their worth in nanos, largest first. */
const DECIMAL: readonly (readonly [string, bigint])[] = [
  ["E", 10n ** 27n],
  ["P", 10n ** 24n],
  ["T", 10n ** 21n],
  ["G", 10n ** 18n],
  ["M", 10n ** 15n],
  ["k", 10n ** 12n],
  ["", NANO],
  ["m", 1_000_000n],
  ["u", 1000n],
  ["n", 1n],
];
const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/;

/** A quantity's worth in nanos and whether it was written in powers of two; undefined when it is none. */
function parse(text: string): { nanos: bigint; isBinary: boolean } | undefined {
  const match = SYNTAX.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(`${whole}${fraction}`);
  const binary = BINARY.find(([name]) => name === suffix);
  const decimal = DECIMAL.find(([name]) => name === suffix);
  const unit = binary === undefined ? (decimal?.[1] ?? exponentUnit(suffix)) : binary[1] * NANO;
  const divisor = 10n ** BigInt(fraction.length);
  const nanos = (digits * unit + divisor - 1n) / divisor;
  return { nanos: sign === "-" ? -nanos : nanos, isBinary: binary !== undefined };
}

function exponentUnit(suffix: string): bigint {
  const exponent = Number(suffix.slice(1));
  return 10n ** BigInt(Math.max(0, 9 + exponent));
}

/**
 * A quantity as the API server writes it back: `0.5` is `500m`, `1024Mi` is `1Gi`. What is no quantity comes back
 * unchanged. Source: apimachinery's `Quantity.CanonicalizeBytes`.
 */
export function canonicalQuantity(text: string): string {
  const parsed = parse(text);
  if (parsed === undefined) return text;
  const { nanos, isBinary } = parsed;
  if (nanos === 0n) return "0";
  const magnitude = nanos < 0n ? -nanos : nanos;
  if (isBinary && magnitude >= 1024n * NANO && magnitude % NANO === 0n) {
    const units = BINARY.map(([suffix, unit]) => [suffix, unit * NANO] as const);
    return inLargest(nanos, [...units, ["", NANO]]);
  }
  return inLargest(nanos, DECIMAL);
}

function inLargest(nanos: bigint, units: readonly (readonly [string, bigint])[]): string {
  const fitting = units.find(([, unit]) => nanos % unit === 0n);
  return fitting === undefined ? String(nanos) : `${nanos / fitting[1]}${fitting[0]}`;
}

export function isQuantity(text: string): boolean {
  return parse(text) !== undefined;
}

/** Orders two quantities: negative when the left is less. Throws on what is no quantity. */
export function compareQuantities(left: string, right: string): number {
  const [a, b] = [parse(left), parse(right)];
  if (a === undefined || b === undefined) throw new Error(`not a quantity: ${a === undefined ? left : right}`);
  return a.nanos === b.nanos ? 0 : a.nanos < b.nanos ? -1 : 1;
}

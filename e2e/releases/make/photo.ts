/** A photo as a phone makes it: what it says next to its pixels. */
export interface PhotoFacts {
  readonly device: readonly [maker: string, model: string];
  /** As EXIF writes it: `2026:11:30 10:15:00`. */
  readonly takenAt: string;
  /** Degrees north and east. */
  readonly place: readonly [latitude: number, longitude: number];
}

/** 48 by 32 pixels of a gradient. */
const pixels = Buffer.from(
  "/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAA" +
    "AAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNj" +
    "AAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAAB" +
    "ZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAA" +
    "t4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABt" +
    "bHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEj" +
    "JR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj" +
    "Y2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAAgADADASIAAhEBAxEB/8QAGAAAAwEBAAAAAAAAAAAAAAAAAQIEAwb/xAAlEAACAQMCBQUAAAAAAAAA" +
    "AAAAAREEBRIDEwIUIlFhFSNBQnH/xAAWAQEBAQAAAAAAAAAAAAAAAAAEAwX/xAAbEQEBAQACAwAAAAAAAAAAAAACAAEDEhEhQf/aAAwDAQACEQMRAD8A" +
    "vtNr9R3fe29uPrMzPnwV1tj5Ok49fmM8I6cImWl3BYKyno9/mNTDPHHpbmJ7fpddLlSVFv1dLS1suPiiFi18rwR3r19w+MDp5+3PpDpASHSBraoMyQ6Q" +
    "Eh0iC2aDQJGiQEh0hS2zgYpGiQEh0iC2aDFI0SAkOkQWzAb/2Q==",
  "base64",
);

const tags = { make: 0x10f, model: 0x110, orientation: 0x112, dateTime: 0x132, exif: 0x8769, gps: 0x8825 } as const;
const types = { text: 2, short: 3, long: 4, rational: 5 } as const;

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Buffer;
}

/** A small JPEG that carries EXIF: maker and model, the time, the place, and that it lies on its side. */
export function makePhoto({ device, takenAt, place }: PhotoFacts): Buffer {
  const [latitude, longitude] = place;
  const gps = [
    text(1, "N"),
    rationals(2, toDegrees(latitude)),
    text(3, "E"),
    rationals(4, toDegrees(longitude)),
    rationals(6, [[161, 1]]),
  ];
  const exif = [text(0x9003, takenAt), text(0xa434, `${device[1]} back camera`)];
  const main = (offsets: readonly [number, number]) => [
    text(tags.make, device[0]),
    text(tags.model, device[1]),
    { tag: tags.orientation, type: types.short, count: 1, value: number16(6) },
    text(tags.dateTime, takenAt),
    { tag: tags.exif, type: types.long, count: 1, value: number32(offsets[0]) },
    { tag: tags.gps, type: types.long, count: 1, value: number32(offsets[1]) },
  ];
  const header = Buffer.concat([Buffer.from("II"), number16(42), number32(8)]);
  const exifAt = header.length + buildDirectory(main([0, 0]), header.length).length;
  const exifDirectory = buildDirectory(exif, exifAt);
  const gpsAt = exifAt + exifDirectory.length;
  const directory = buildDirectory(main([exifAt, gpsAt]), header.length);
  const body = Buffer.concat([Buffer.from("Exif\0\0"), header, directory, exifDirectory, buildDirectory(gps, gpsAt)]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(body.length + 2);
  // Right after the start-of-image marker.
  return Buffer.concat([pixels.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, body, pixels.subarray(2)]);
}

/** An image file directory of TIFF: twelve bytes an entry, longer values behind them. */
function buildDirectory(entries: readonly Entry[], at: number): Buffer {
  const valuesAt = at + 2 + entries.length * 12 + 4;
  const values: Buffer[] = [];
  let length = 0;
  const rows = entries.map(({ tag, type, count, value }) => {
    const head = Buffer.concat([number16(tag), number16(type), number32(count)]);
    if (value.length <= 4) return Buffer.concat([head, value, Buffer.alloc(4 - value.length)]);
    const row = Buffer.concat([head, number32(valuesAt + length)]);
    // Values begin at even offsets.
    values.push(value, Buffer.alloc(value.length % 2));
    length += value.length + (value.length % 2);
    return row;
  });
  return Buffer.concat([number16(entries.length), ...rows, number32(0), ...values]);
}

function text(tag: number, value: string): Entry {
  const bytes = Buffer.from(`${value}\0`, "latin1");
  return { tag, type: types.text, count: bytes.length, value: bytes };
}

function rationals(tag: number, values: readonly (readonly [number, number])[]): Entry {
  const value = Buffer.concat(values.flatMap(([top, bottom]) => [number32(top), number32(bottom)]));
  return { tag, type: types.rational, count: values.length, value };
}

function toDegrees(degrees: number): readonly (readonly [number, number])[] {
  const minutes = (degrees % 1) * 60;
  return [
    [Math.floor(degrees), 1],
    [Math.floor(minutes), 1],
    [Math.round((minutes % 1) * 6000), 100],
  ];
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

import { expect, test } from "vitest";
import { detectPictureType } from "./picture.ts";

const padded = (...start: (number | string)[]): Buffer =>
  Buffer.concat([
    ...start.map((part) => (typeof part === "number" ? Buffer.from([part]) : Buffer.from(part, "latin1"))),
    Buffer.alloc(30),
  ]);

test("pictures are told by their first bytes", () => {
  expect(detectPictureType(padded(0xff, 0xd8, 0xff, 0xe0))).toBe("image/jpeg");
  expect(detectPictureType(padded(0x89, "PNG\r\n", 0x1a, "\n"))).toBe("image/png");
  expect(detectPictureType(padded("RIFF", 1, 2, 3, 4, "WEBP"))).toBe("image/webp");
});

test.each(["<svg xmlns='http://www.w3.org/2000/svg'>", "<html>", "GIF89a", "RIFFxxxxAVI ", "MZ"])(
  "%j is no picture",
  (start) => {
    expect(detectPictureType(padded(start))).toBeUndefined();
  },
);

test("an empty or cut file is no picture", () => {
  expect(detectPictureType(Buffer.alloc(0))).toBeUndefined();
  expect(detectPictureType(Buffer.from([0xff, 0xd8]))).toBeUndefined();
});

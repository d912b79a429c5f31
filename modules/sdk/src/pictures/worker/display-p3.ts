/** From linear Display P3 to linear sRGB (CSS Color 4, 10.2 and 17: both have the white point D65). */
const matrix = [
  [1.2249401762805598, -0.22494017628055996, 0],
  [-0.04205695470968816, 1.0420569547096881, 0],
  [-0.019637554590334432, -0.07863604555063188, 1.0982736001409663],
] as const;

function toLinear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

function fromLinear(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
}

const STEPS = 4096;
const linearOf = Float64Array.from({ length: 256 }, (_, value) => toLinear(value / 255));
const byteOf = Uint8Array.from({ length: STEPS + 1 }, (_, step) => Math.round(fromLinear(step / STEPS) * 255));

/** Converts pixels in place. Both spaces share one curve, so a table serves each way; what sRGB cannot show is clipped. */
export function convertDisplayP3(pixels: Uint8Array, channels: number): void {
  for (let at = 0; at + 2 < pixels.length; at += channels) {
    const red = linearOf[pixels[at] ?? 0] ?? 0;
    const green = linearOf[pixels[at + 1] ?? 0] ?? 0;
    const blue = linearOf[pixels[at + 2] ?? 0] ?? 0;
    matrix.forEach(([byRed, byGreen, byBlue], channel) => {
      const light = Math.min(1, Math.max(0, byRed * red + byGreen * green + byBlue * blue));
      pixels[at + channel] = byteOf[Math.round(light * STEPS)] ?? 0;
    });
  }
}

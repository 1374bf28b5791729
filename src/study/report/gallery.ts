/** Images of a data set as PNG data addresses. */
import type { Matrix } from "../../core/matrix.js";

/** Row `index` of X, grey pixels in rows, as a PNG, dark on light. Floats are stretched from their least to their greatest value. */
export async function imageAddress(
  X: Matrix,
  index: number,
  [height, width]: readonly [number, number],
): Promise<string> {
  const { encode } = await import("fast-png");
  const pixels = X.data.subarray(index * X.cols, (index + 1) * X.cols);
  const data = Uint8Array.from(grey(pixels), (value) => 255 - value);
  const png = encode({ width, height, channels: 1, depth: 8, data });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}

function grey(pixels: Uint8Array | Float32Array): Uint8Array {
  if (pixels instanceof Uint8Array) return pixels;
  const low = pixels.reduce((least, value) => Math.min(least, value));
  const high = pixels.reduce((most, value) => Math.max(most, value));
  return Uint8Array.from(pixels, (value) => Math.round((255 * (value - low)) / (high - low || 1)));
}

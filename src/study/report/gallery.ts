/** Images of a data set as PNG data addresses. */
import type { Matrix } from "../../core/matrix.js";

/** Pixels on a side of a Fashion-MNIST image. */
export const IMAGE_SIDE = 28;

/** Row `index` of X as a grey PNG, dark on light. */
export async function imageAddress(X: Matrix<Uint8Array>, index: number): Promise<string> {
  const { encode } = await import("fast-png");
  const pixels = X.data.subarray(index * X.cols, (index + 1) * X.cols);
  const data = pixels.map((value) => 255 - value);
  const png = encode({ width: IMAGE_SIDE, height: IMAGE_SIDE, channels: 1, depth: 8, data });
  return `data:image/png;base64,${Buffer.from(png).toString("base64")}`;
}

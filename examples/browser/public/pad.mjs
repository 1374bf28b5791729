/** The image that is shown and drawn on: 28 × 28 bytes, 0 for paper. */
import { PIXELS, SIDE } from "./sample.mjs";

/** Shows the bytes as ink on paper. */
export function paint(canvas, pixels) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < PIXELS; i++) image.data[4 * i + 3] = pixels[i];
  context.putImageData(image, 0, 0);
}

export class Pad {
  pixels = new Uint8Array(PIXELS);
  #canvas;
  #radius;
  #changed;
  #last;

  /** `radius()` is the brush's, in pixels of the image; `changed()` is called after every stroke of the pointer. */
  constructor(canvas, radius, changed) {
    this.#canvas = canvas;
    this.#radius = radius;
    this.#changed = changed;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#last = this.#place(event);
      this.#lineTo(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (this.#last) for (const step of event.getCoalescedEvents?.() ?? [event]) this.#lineTo(step);
    });
    for (const end of ["pointerup", "pointercancel"])
      canvas.addEventListener(end, () => {
        this.#last = undefined;
      });
  }

  show(pixels) {
    this.pixels = Uint8Array.from(pixels);
    paint(this.#canvas, this.pixels);
  }

  /** Where the pointer is, in pixels of the image. */
  #place({ clientX, clientY }) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return [((clientX - left) / width) * SIDE, ((clientY - top) / height) * SIDE];
  }

  #lineTo(event) {
    const [x, y] = this.#place(event);
    const [x0, y0] = this.#last;
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(x - x0, y - y0)));
    for (let i = 1; i <= steps; i++) this.#dab(x0 + ((x - x0) * i) / steps, y0 + ((y - y0) * i) / steps);
    this.#last = [x, y];
    paint(this.#canvas, this.pixels);
    this.#changed();
  }

  /** A disc with a soft edge, one pixel wide. */
  #dab(x, y) {
    const radius = this.#radius();
    for (let i = 0; i < PIXELS; i++) {
      const distance = Math.hypot((i % SIDE) + 0.5 - x, Math.floor(i / SIDE) + 0.5 - y);
      const ink = 255 * Math.min(1, Math.max(0, radius + 0.5 - distance));
      if (ink > this.pixels[i]) this.pixels[i] = ink;
    }
  }
}

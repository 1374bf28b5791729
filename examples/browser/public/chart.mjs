/** The loss by epoch, of the training images and of the test images. */
const MARGIN = { left: 36, right: 8, top: 10, bottom: 22 };
const SVG = "http://www.w3.org/2000/svg";

export class Chart {
  #svg;
  #records = [];
  #epochs = 1;

  constructor(svg) {
    this.#svg = svg;
    new ResizeObserver(() => this.draw()).observe(svg);
  }

  start(epochs) {
    this.#records = [];
    this.#epochs = epochs;
    this.draw();
  }

  add(record) {
    this.#records.push(record);
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.#svg;
    const losses = this.#records.flatMap(({ loss, validationLoss }) => [loss, validationLoss]);
    const top = Math.max(1, Math.ceil(2 * Math.max(0, ...losses)) / 2);
    const x = (epoch) =>
      MARGIN.left + ((width - MARGIN.left - MARGIN.right) * (epoch - 1)) / Math.max(1, this.#epochs - 1);
    const y = (loss) => height - MARGIN.bottom - ((height - MARGIN.top - MARGIN.bottom) * loss) / top;
    const parts = [0, top / 2, top].flatMap((loss) => [
      element("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(loss), y2: y(loss) }),
      element("text", { x: MARGIN.left - 8, y: y(loss) + 4, "text-anchor": "end" }, String(loss)),
    ]);
    parts.push(element("text", { x: MARGIN.left, y: height - 4 }, "epoch 1"));
    parts.push(element("text", { x: width - MARGIN.right, y: height - 4, "text-anchor": "end" }, String(this.#epochs)));
    const line = (name, value) => {
      const points = this.#records.map((record) => `${x(record.epoch).toFixed(1)},${y(value(record)).toFixed(1)}`);
      return element("polyline", { class: name, points: points.join(" ") });
    };
    parts.push(
      line("train", ({ loss }) => loss),
      line("test", ({ validationLoss }) => validationLoss),
    );
    this.#svg.replaceChildren(...parts);
    this.#svg.setAttribute("aria-label", this.#words());
  }

  #words() {
    const last = this.#records.at(-1);
    if (!last) return "Loss by epoch: no training yet";
    const [from, to] = [this.#records[0].loss, last.loss].map((loss) => loss.toFixed(2));
    return `Loss by epoch: from ${from} to ${to} after ${last.epoch}; of the test images ${last.validationLoss.toFixed(2)}`;
  }
}

function element(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

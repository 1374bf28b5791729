/** Where the names of points go on a chart, so that they cover neither each other nor points, and lines only if they must. */

export interface Box {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

export interface Anchor {
  readonly x: number;
  readonly y: number;
  /** Pixels of the name. */
  readonly length: number;
}

export interface Place {
  /** Vega's word for the side of the text that is at the point. */
  readonly align: (typeof SIDES)[number];
  readonly y: number;
}

interface Field {
  readonly width: number;
  readonly height: number;
  /** Of a line of text. */
  readonly line: number;
  /** Boxes of points, never to be covered. */
  readonly points: readonly Box[];
  /** Boxes of lines, better not covered. */
  readonly lines: readonly Box[];
}

/** Pixels between a point and its name. */
export const GAP = 9;
/** Beside a point, above and below it. */
const SIDES = ["left", "right", "center"] as const;
const SHIFTS = [0, 4, -4, 8, -8, 13, -13, 16, -16, 20, -20, 26, -26, 32, -32, 40, -40, 50, -50];
const PRICE = { covered: 1000, outside: 400, nearAnother: 15, crossed: 14, leftwards: 1, centred: 2 };

/** A place for every name, in order, each the cheapest that the names before leave. */
export function placeNames(anchors: readonly Anchor[], field: Field): Place[] {
  const taken = [...field.points];
  return anchors.map((anchor) => {
    const choices = SHIFTS.flatMap((shift) => SIDES.map((align) => ({ align, shift })));
    const priced = choices.map(({ align, shift }) => {
      const box = boxOf(anchor, align, shift, field.line);
      return { align, y: anchor.y + shift, box, price: Math.abs(shift) + price(box, align, taken, field) };
    });
    const { align, y, box } = priced.reduce((best, one) => (one.price < best.price ? one : best));
    taken.push(box);
    return { align, y };
  });
}

function boxOf({ x, y, length }: Anchor, align: Place["align"], shift: number, line: number): Box {
  const x0 = { left: x + GAP, right: x - GAP - length, center: x - length / 2 }[align];
  return { x0, x1: x0 + length, y0: y + shift - line / 2, y1: y + shift + line / 2 };
}

function price(box: Box, align: Place["align"], taken: readonly Box[], field: Field): number {
  const { width, height, points, lines } = field;
  const covered = taken.filter((other) => overlap(box, other)).length;
  const crossed = lines.filter((line) => overlap(box, line)).length;
  const around = { x0: box.x0 - GAP, x1: box.x1 + GAP, y0: box.y0 - GAP / 2, y1: box.y1 + GAP / 2 };
  const nearAnother = Math.max(0, points.filter((other) => overlap(around, other)).length - 1);
  const outside = Number(box.x0 < 0 || box.x1 > width || box.y0 < 0 || box.y1 > height);
  return (
    PRICE.covered * covered +
    PRICE.crossed * crossed +
    PRICE.outside * outside +
    PRICE.nearAnother * nearAnother +
    { left: 0, right: PRICE.leftwards, center: PRICE.centred }[align]
  );
}

const overlap = (a: Box, b: Box) => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

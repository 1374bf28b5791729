/** Text on a chart that stays readable over lines: a rim of paper under it. */
import { INK, PAPER } from "./theme.js";

/** Two layers of the same text: the rim, then the text. */
export function haloed(layer: { readonly mark: object; readonly [key: string]: unknown }): object[] {
  const rim = { stroke: PAPER, strokeWidth: 3.5, strokeJoin: "round", color: PAPER };
  return [
    { ...layer, mark: { ...layer.mark, type: "text", ...rim } },
    { ...layer, mark: { ...layer.mark, type: "text", color: INK } },
  ];
}

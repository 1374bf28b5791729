// @ts-check
/** The inputs of a campaign: each is made from the seed and its number alone, so that any can be made again. */
import { Random } from "../../dist/core/random.js";
import { damaged, pick } from "./mutate.mjs";

/**
 * Half are damaged files, a third are reshaped ones, of which every third is damaged too, and the rest are made from nothing; without
 * knowledge of the format all are damaged files.
 * @param {import("./readers/reader.mjs").Reader} reader
 * @param {number} seed
 * @param {number} index
 */
export function inputOf({ corpus, reshaped, fresh }, seed, index) {
  const random = new Random(seed, index);
  const way = random.below(6);
  const whole = pick(random, corpus);
  if (fresh && way === 0) return fresh(random);
  if (!reshaped || way > 2) return damaged(random, whole, corpus);
  const bytes = reshaped(random, whole);
  return random.below(3) ? bytes : damaged(random, bytes, corpus);
}

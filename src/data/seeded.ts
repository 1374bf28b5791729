/** `randomState` as scikit-learn means it: a seed repeats the draw, none makes a new one each time. */
import { Random } from "../core/random.js";

export function seeded(randomState: number | null | undefined): Random {
  return new Random(randomState ?? crypto.getRandomValues(new Uint32Array(1))[0]);
}

/** A score of ours beside the published one, and what their difference means. */
import type { Comparison } from "./document.js";
import { distance, points, score } from "./text.js";

/** Half of a 95 % interval of a share measured on `rows` rows (normal approximation). */
export function uncertainty(share: number, rows: number): number {
  return 1.96 * Math.sqrt((share * (1 - share)) / rows);
}

/** `published` is undefined where there is none, as on a user's own data; `why` is a known difference between the two. */
export function comparedScore(
  what: string,
  ours: number,
  published: number | undefined,
  rows: number,
  why?: string,
): Comparison {
  if (published === undefined) return { what, ours: score(ours) };
  return { what, ours: score(ours), published: score(published), verdict: verdict(ours, published, rows, why) };
}

function verdict(ours: number, published: number, rows: number, why: string | undefined): string {
  const difference = ours - published;
  if (distance(ours, published) === "equal to") return "meets it";
  if (difference > 0) return `beats it by ${points(difference)} points`;
  const noise = uncertainty(ours, rows);
  const reason =
    why ??
    (-difference <= noise
      ? `less than the ±${points(noise)} that ${rows.toLocaleString("en")} rows leave open`
      : "more than chance explains");
  return `${points(-difference)} points below: ${reason}`;
}

/** A choice rather than a score. */
export function comparedChoice(
  what: string,
  ours: string,
  published: string,
  otherwise = "another choice",
): Comparison {
  return { what, ours, published, verdict: ours === published ? "meets it" : otherwise };
}

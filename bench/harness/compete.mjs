// @ts-check
/** Runs one case: every contender answers, the answers are compared, then they are timed in turn. */
import { disagreement } from "./agree.mjs";
import { Child } from "./child.mjs";
import { resolveSpec } from "./data.mjs";
import { roundsFor, timesBefore } from "./rounds.mjs";
import { makeRow, variantName, withRatios } from "./rows.mjs";
import { logisticObjective } from "./truth.mjs";

/** @typedef {import("../types.d.ts").Case} Case */
/** @typedef {import("../types.d.ts").Variant} Variant */
/** @typedef {{ variant: Variant, child: Child, times: number[], version: string, runMs: number, peakMb?: number, answer?: import("../types.d.ts").Answer, unavailable?: string }} Entrant */

/** Independent of Heddle first; the first of these that answered is the one the others must agree with. */
const REFERENCES = ["scikit-learn", "libsvm", "faiss", "numpy", "onnxruntime-web", "tfjs-wasm", "heddle"];

const SETTINGS = {
  quick: { rounds: 2, warmMs: 100, budgetMs: 60, limitMs: 120_000 },
  normal: { rounds: 7, warmMs: 1000, budgetMs: 400, limitMs: 900_000 },
  full: { rounds: 7, warmMs: 1000, budgetMs: 400, limitMs: 3_600_000 },
};

/**
 * @param {Case} item
 * @param {Variant[]} variants
 * @param {{ quick: boolean, full: boolean }} options
 * @param {(text: string) => void} say
 */
export async function compete(item, variants, options, say) {
  const settings = options.quick ? SETTINGS.quick : options.full ? SETTINGS.full : SETTINGS.normal;
  const spec = await resolveSpec(item.spec);
  const entrants = await prepareAll(item, spec, variants, settings, say);
  compare(item, spec, entrants);
  try {
    await (item.fresh ? timeStarts : timeRuns)(item, spec, entrants, settings, say);
  } finally {
    await Promise.all(entrants.map(({ child }) => child.close()));
  }
  return withRatios(
    entrants.map(({ variant, answer, ...outcome }) =>
      makeRow(item, variant, { ...outcome, score: item.agree.score === undefined ? undefined : answer?.score }),
    ),
  );
}

/** One after the other, so that none is disturbed and memory is used by as few as possible. */
async function prepareAll(item, spec, variants, { limitMs, warmMs }, say) {
  /** @type {Entrant[]} */
  const entrants = [];
  for (const variant of variants) {
    say(`${item.group}, ${item.name}: ${variantName(variant)} prepares`);
    const child = new Child(variant);
    const reply = await child.request({ op: "prepare", task: item.task, spec }, limitMs);
    const warm =
      !item.fresh && reply.firstMs < warmMs ? await child.request({ op: "warm", ms: warmMs }, limitMs) : reply;
    const times = item.fresh ? [] : timesBefore(reply.firstMs);
    // Who is measured already gives back its memory.
    if (times.length > 0) await child.close();
    else child.pause();
    if (reply.error === undefined && reply.answer.weights)
      reply.answer.objective = logisticObjective(reply.answer.weights, spec);
    entrants.push({
      variant,
      child,
      times,
      peakMb: reply.peakMb,
      version: reply.version ?? "",
      runMs: warm.lastMs ?? reply.firstMs ?? 0,
      answer: reply.answer,
      unavailable: reply.error ?? warm.error,
    });
  }
  return entrants;
}

/** Those that differ from the truth, or from the most independent contender, are not timed. */
function compare(item, spec, entrants) {
  const answered = entrants.filter(({ answer, variant }) => answer && !variant.contender.differs);
  const chosen = REFERENCES.map((name) => answered.find(({ variant }) => variant.contender.name === name)).find(
    Boolean,
  );
  const reference = item.truth ? item.truth(spec) : (chosen ?? answered[0])?.answer;
  for (const entrant of entrants) {
    if (!entrant.answer || !reference) continue;
    const { differs } = entrant.variant.contender;
    const wrong = disagreement(entrant.answer, reference, differs ? { score: differs.score } : item.agree);
    if (wrong) entrant.unavailable = `its answer is another: ${wrong}`;
  }
}

/** A B C A B C …; those not at their turn are stopped. */
async function timeRuns(item, _spec, entrants, { rounds, budgetMs, limitMs }, say) {
  for (let round = 0; round < rounds; round++) {
    for (const entrant of entrants) {
      if (entrant.unavailable || round >= roundsFor(entrant.runMs, rounds)) continue;
      say(`${item.group}, ${item.name}: round ${round + 1} of ${rounds}, ${variantName(entrant.variant)}`);
      const { child, runMs } = entrant;
      const reply = await child.request({ op: "run", budgetMs, expectedMs: entrant.times.at(-1) ?? runMs }, limitMs);
      child.pause();
      if (reply.error) entrant.unavailable = reply.error;
      else {
        entrant.times.push(...reply.times);
        entrant.peakMb = reply.peakMb;
      }
    }
  }
}

/** Every run is a new process, from its start to its first answer. */
async function timeStarts(item, spec, entrants, { rounds, limitMs }, say) {
  await Promise.all(entrants.map(({ child }) => child.close()));
  for (let round = 0; round < rounds; round++) {
    for (const entrant of entrants) {
      if (entrant.unavailable) continue;
      say(`${item.group}, ${item.name}: start ${round + 1} of ${rounds}, ${variantName(entrant.variant)}`);
      const started = performance.now();
      const child = new Child(entrant.variant);
      const reply = await child.request({ op: "prepare", task: item.task, spec }, limitMs);
      if (reply.error) entrant.unavailable = reply.error;
      else entrant.times.push(performance.now() - started);
      await child.close();
    }
  }
}

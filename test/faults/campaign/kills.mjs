/** `kill -9` at random moments of a small study: what is there is whole, what was finished is kept, and the next run ends in the same results. */
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Random } from "../../../dist/core/random.js";
import { timeless } from "../../study/timeless.mjs";
import { finished, runStudy } from "./study.mjs";

/** Every so many kills strike right after a change to the files, the others at a moment of the processor time. */
const AT_WRITES = 4;

/** Kills `kills` runs. Every one is replayed by its number and the seed. */
export async function killCampaign({ kills, seed, folder, jobs }, tally) {
  console.log(`== ${kills} kills of a study, seed ${seed}`);
  const started = performance.now();
  const reference = await referenceRun(join(folder, "reference"));
  const figures = {
    kills: 0,
    seed,
    experiments: reference.experiments,
    atWrites: 0,
    temporaries: 0,
    kept: 0,
    complete: 0,
  };
  let next = 0;
  const job = async () => {
    for (let number = next++; number < kills; number = next++) {
      const out = join(folder, `kill-${number}`);
      const outcome = await tally.check(`killed and resumed, number ${number} of seed ${seed}`, () =>
        killAndResume(out, number, seed, reference),
      );
      rmSync(out, { recursive: true, force: true });
      if (!outcome) continue;
      figures.kills++;
      for (const name of ["atWrites", "temporaries", "kept", "complete"]) figures[name] += outcome[name];
    }
  };
  await Promise.all(Array.from({ length: jobs }, job));
  return { ...figures, seconds: (performance.now() - started) / 1000 };
}

async function referenceRun(out) {
  const run = await runIn(out, 1);
  if (run.code !== 0) throw new Error(`the study ended with ${run.code}\n${run.stderr}`);
  return { results: resultsIn(out), experiments: finished(run.events).size, writes: run.writes, work: run.work };
}

function runIn(out, threads, killAt) {
  mkdirSync(join(out, "experiments"), { recursive: true });
  return runStudy(out, threads, killAt);
}

async function killAndResume(out, number, seed, reference) {
  const random = new Random(seed, number);
  const atWrites = number % AT_WRITES === AT_WRITES - 1;
  let killed;
  do {
    rmSync(out, { recursive: true, force: true });
    const killAt = atWrites
      ? { writes: 1 + random.below(reference.writes) }
      : { work: random.float() * reference.work };
    killed = await runIn(out, 1 + random.below(2), killAt);
    // A run that was quicker than its killer does not count.
  } while (killed.signal !== "SIGKILL");
  const { temporaries, complete } = inspect(out, reference);
  const resumed = await runIn(out, 1 + random.below(2));
  if (resumed.code !== 0) throw new Error(`the next run ended with ${resumed.code}\n${resumed.stderr}`);
  const before = finished(killed.events);
  const kept = finished(resumed.events, true);
  const lost = [...before].filter((name) => !kept.has(name));
  if (lost.length > 0) throw new Error(`finished before the kill, and computed again: ${lost.join(", ")}`);
  const after = inspect(out, reference);
  if (!after.complete) throw new Error("the next run left no results.json");
  if (after.temporaries > 0) throw new Error(`${after.temporaries} temporary files are left`);
  return { atWrites: Number(atWrites), temporaries, complete: Number(complete), kept: before.size };
}

/** What each kind of file ends with when it is whole. */
const ENDS = { ".json": /\}\n?$/, ".svg": /<\/svg>\n?$/, ".html": /<\/html>\n?$/, ".md": /\S\n$/ };

/** Throws if a file that goes by its final name is not whole, or the results are others. */
function inspect(out, reference) {
  const names = [".", "experiments"].flatMap((folder) =>
    readdirSync(join(out, folder)).map((name) => join(folder, name)),
  );
  for (const name of names) {
    const end = Object.entries(ENDS).find(([extension]) => name.endsWith(extension))?.[1];
    if (!end) continue;
    const text = readFileSync(join(out, name), "utf8");
    if (!end.test(text)) throw new Error(`${name} is cut: it ends with ${JSON.stringify(text.slice(-40))}`);
    if (name.endsWith(".json")) JSON.parse(text);
  }
  const complete = names.includes("results.json");
  if (complete && !isDeepStrictEqual(resultsIn(out), reference.results))
    throw new Error("results.json holds other results");
  return { complete, temporaries: names.filter((name) => name.endsWith(".tmp")).length };
}

function resultsIn(out) {
  return timeless(JSON.parse(readFileSync(join(out, "results.json"), "utf8")));
}

/** Long work that loses its disk on the way: what was finished stays, and what can be rescued is. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { timeless } from "../../study/timeless.mjs";
import { MAIN, runNode } from "./disk-writers.mjs";
import { studyArguments } from "./study.mjs";

/** Enough for the first results of a study, and no more. */
const ROOM = 16_384;

const study = (out) => studyArguments(out, 0);

export async function checkStudies(disk, check) {
  const at = (name) => join(disk.folder, name);
  const reference = runNode(study(at("reference")));
  if (reference.status !== 0) throw new Error(reference.stderr);
  const results = resultsIn(at("reference"));

  await check(
    "a study, disk full: a ResourceError, no half file; with room again it goes on and ends in the same results",
    async () => {
      const out = at("study");
      mkdirSync(out);
      const { status, stderr, stdout } = await disk.whileFull(ROOM, (limit) => runNode(study(out), limit));
      if (status !== 1 || !/^ResourceError: cannot write .*(ENOSPC|EFBIG)/m.test(stderr))
        throw new Error(`${status}: ${stderr}`);
      const left = readdirSync(out, { recursive: true });
      if (left.some((name) => name.endsWith(".tmp"))) throw new Error(`it left ${left.join(", ")}`);
      const finished = ended(stdout);
      const again = runNode(study(out));
      if (again.status !== 0) throw new Error(again.stderr);
      const kept = ended(again.stdout).filter(({ resumed }) => resumed);
      if (kept.length < finished.length) throw new Error(`${finished.length} were finished, ${kept.length} kept`);
      expectSame(resultsIn(out), results);
    },
  );

  await check("a study whose folder vanishes on the way makes it again and ends in its report", async () => {
    const out = at("vanishing");
    const run = await runAndRemove(study(out), /"experimentEnded"/, out);
    if (run.code !== 0) throw new Error(run.stderr);
    expectSame(resultsIn(out), results);
    if (!existsSync(join(out, "index.html"))) throw new Error("there is no page");
  });

  await check("a training whose folder vanishes on the way is rescued to the folder for temporary files", async () => {
    const out = at("gone");
    mkdirSync(out);
    const args = ["train", "MLPClassifier", "--set", "maxIter=3", "--out", join(out, "model"), "--threads", "0"];
    const run = await runAndRemove([MAIN, ...args], /MLPClassifier …/, out);
    const rescued = /ResourceError: cannot write .*ENOENT.*; the model was written to (\S+)/.exec(run.stderr)?.[1];
    if (run.code !== 1 || !rescued) throw new Error(`${run.code}: ${run.stderr}`);
    const evaluated = runNode([MAIN, "evaluate", rescued, "--json"]);
    rmSync(dirname(rescued), { recursive: true });
    if (!(JSON.parse(evaluated.stdout).accuracy > 0.3)) throw new Error(evaluated.stdout + evaluated.stderr);
  });
}

/** Runs Node and removes `folder` as soon as what it prints matches. */
function runAndRemove(args, moment, folder) {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  let seen = "";
  let removed = false;
  const look = (chunk) => {
    seen += chunk;
    if (removed || !moment.test(seen)) return;
    removed = true;
    rmSync(folder, { recursive: true });
  };
  child.stdout.on("data", look);
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    look(chunk);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      removed ? resolve({ code, stderr }) : reject(new Error(`the moment never came\n${stderr}`)),
    );
  });
}

function ended(stdout) {
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return events.filter(({ event }) => event === "experimentEnded");
}

function expectSame(found, expected) {
  if (!isDeepStrictEqual(found, expected)) throw new Error("the results are others");
}

function resultsIn(out) {
  return timeless(JSON.parse(readFileSync(join(out, "results.json"), "utf8")));
}

/**
 * `node disk-child.mjs FOLDER tmpfs|limit`: mounts a small disk in FOLDER, where it may, runs every writer against its faults, and prints as
 * JSON the claims and what spoke against them. disk.mjs starts it where only it sees the mount.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkStudies } from "./disk-studies.mjs";
import { COMMANDS, prepareInputs, runCommand, runWriter } from "./disk-writers.mjs";
import { Disk } from "./small-disk.mjs";

const [folder, kind] = process.argv.slice(2);
const outcomes = [];
const disk = new Disk(join(folder, "disk"), kind);
const inputs = prepareInputs(join(folder, "inputs"));

async function check(claim, work) {
  try {
    await work();
    outcomes.push({ claim });
  } catch (error) {
    outcomes.push({ claim, failure: error.stack });
  }
}

/** What the writers of the library do where they cannot write; small files need a disk that is full to the last byte. */
const LIBRARY = {
  writeFileAtomic: { small: false },
  saveCsv: { small: false },
  saveNpy: { small: false },
  saveNpz: { small: false },
  "a finished experiment": { small: false, makesFolder: true },
  "the study's folder": { small: true, makesFolder: true },
};

const FULL = /ENOSPC|EFBIG/;
const READ_ONLY = /EROFS|EACCES|EPERM/;
const ROOM = 8192;

/** An empty folder with an old file in it, which has to survive. */
function place() {
  const target = join(disk.folder, "target");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  writeFileSync(join(target, "written"), "old");
  disk.open(target);
  return target;
}

function expectRefusal({ error }, reason, target) {
  if (!error) throw new Error("it was written");
  if (error.name !== "ResourceError" || error.code !== "ERR_RESOURCE" || !reason.test(error.message))
    throw new Error(`the error is ${error.name} ${error.code}: ${error.message}`);
  if (!error.message.includes(target)) throw new Error(`the error does not name ${target}: ${error.message}`);
}

function expectUntouched(target) {
  const names = readdirSync(target);
  if (names.join() !== "written") throw new Error(`the folder holds ${names.join(", ")}`);
  const text = readFileSync(join(target, "written"), "utf8");
  if (text !== "old") throw new Error(`the old file holds ${JSON.stringify(text.slice(0, 40))}`);
}

async function refused(what, fault, reason, run) {
  await check(
    `${what}, ${fault}: a ResourceError that names the file, no half file, the old one untouched`,
    async () => {
      const target = place();
      const outcome = await run(target);
      disk.open(target);
      expectRefusal(outcome, reason, target);
      expectUntouched(target);
    },
  );
}

for (const [writer, { small, makesFolder = false }] of Object.entries(LIBRARY)) {
  const room = small ? 0 : ROOM;
  await refused(writer, "disk full", FULL, (target) =>
    disk.whileFull(room, (limit) => runWriter(writer, target, limit)),
  );
  await refused(writer, "read-only", READ_ONLY, (target) =>
    disk.whileReadOnly(target, (user) => runWriter(writer, target, user)),
  );
  await check(
    `${writer}, folder vanished: ${makesFolder ? "it is made again" : "a ResourceError that names the file"}`,
    async () => {
      const gone = join(place(), "gone");
      const outcome = runWriter(writer, gone);
      if (!makesFolder) expectRefusal(outcome, /ENOENT/, gone);
      else if (outcome.error || !existsSync(gone)) throw new Error(JSON.stringify(outcome));
      if (!makesFolder && existsSync(gone)) throw new Error("the folder is there");
    },
  );
}

for (const [fault, during] of [
  ["disk full", (work) => disk.whileFull(0, work)],
  ["read-only", (work, target) => disk.whileReadOnly(target, work)],
]) {
  await check(
    `the cache of downloads, ${fault}: the data come from memory, with one warning that names it`,
    async () => {
      const target = place();
      const { value, error } = await during((how) => runWriter("the cache of downloads", target, how), target);
      disk.open(target);
      if (error) throw new Error(`${error.name}: ${error.message}`);
      if (value.rows !== 1000 || value.warnings.length !== 1 || !value.warnings[0].includes(target))
        throw new Error(JSON.stringify(value));
      const left = readdirSync(target, { recursive: true }).filter((name) => /\.(gz|tmp)$/.test(name));
      if (left.length > 0) throw new Error(`it holds ${left.join(", ")}`);
    },
  );
}

for (const [command, { small }] of Object.entries(COMMANDS)) {
  const run = (target, how) => runCommand(command, inputs, join(target, "written"), how);
  await refused(`heddle ${command}`, "disk full", FULL, (target) =>
    disk.whileFull(small ? 0 : ROOM, (limit) => run(target, limit)),
  );
  await refused(`heddle ${command}`, "read-only", READ_ONLY, (target) =>
    disk.whileReadOnly(target, (user) => run(target, user)),
  );
  await check(`heddle ${command}, folder vanished: a ResourceError that names the file`, () => {
    const gone = join(place(), "gone");
    expectRefusal(run(gone), /ENOENT/, gone);
  });
}

await checkStudies(disk, check);
disk.end();
console.log(JSON.stringify(outcomes));

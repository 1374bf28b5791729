/** A short campaign against every reader, and proof that a campaign notices what it is for. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { ROOT, runNode } from "../support/cli.js";
import { withTemporaryFolder } from "../support/temporary.js";

const READERS = ["idx", "gzip", "npy", "npz", "csv", "model", "edge", "experiments", "tables"];
const INPUTS = 1000;

test("a thousand inputs to every reader are accepted or refused with a typed error, and the report counts them", async () => {
  await withTemporaryFolder(async (folder) => {
    const outputFile = join(folder, "fuzz.json");
    const options = ["--reader", READERS.join(), "--inputs", String(INPUTS), "--seed", "7", "--outputFile", outputFile];
    const { code, stdout, stderr } = await runNode([join(ROOT, "test/fuzz/run.mjs"), ...options]);
    expect([code, stdout.split("\n").filter((line) => /FAILED|replay/.test(line)), stderr]).toEqual([0, [], ""]);
    const { readers, numPassedTests } = JSON.parse(readFileSync(outputFile, "utf8"));
    expect(numPassedTests).toBe(READERS.length);
    expect(readers.map(({ reader }: { reader: string }) => reader).sort()).toEqual([...READERS].sort());
    for (const { reader, refused, accepted, slowestMs, peakBytes } of readers) {
      expect([reader, refused + accepted]).toEqual([reader, INPUTS]);
      expect(refused).toBeGreaterThan(INPUTS / 10);
      expect(slowestMs).toBeGreaterThan(0);
      expect(peakBytes).toBeGreaterThanOrEqual(0);
    }
  });
});

/** Limits that only what they are for reaches, on a busy machine too. */
const PATIENT = { ms: 60_000, bytes: 2 ** 40 };

/** The outcome of a campaign against a reader of misbehaving.mjs, in a process of its own. */
async function outcomeOf(reader: string, limits: object) {
  const script = `
    import { campaign } from ${JSON.stringify(join(ROOT, "test/fuzz/campaign.mjs"))};
    const readers = ${JSON.stringify(`file://${join(ROOT, "test/fuzz/misbehaving.mjs")}`)};
    console.log(JSON.stringify(await campaign(${JSON.stringify(reader)}, 3, 0, 30, readers, ${JSON.stringify(limits)})));`;
  const { code, stdout, stderr } = await runNode(["--input-type=module", "--eval", script]);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}

test("a reader that behaves passes", async () => {
  expect(await outcomeOf("fine", PATIENT)).toMatchObject({ accepted: 30, refused: 0, failures: [] });
});

test.each([
  ["hangs", { ...PATIENT, ms: 1000 }, /took more than 1000 ms/],
  ["waits", { ...PATIENT, ms: 1000 }, /took more than 1000 ms/],
  ["throws", PATIENT, /TypeError: undefined is not a function/],
  ["pollutes", PATIENT, /a prototype of the language has changed/],
  ["swallows", { ...PATIENT, bytes: 200 * 2 ** 20 }, /took more than 209715200 bytes of memory/],
])("a reader that %s is found out, with the input that made it", async (reader, limits, words) => {
  const { failures } = await outcomeOf(reader, limits);
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatchObject({ index: 9, error: expect.stringMatching(words) });
});

test("any input can be made again from the seed and its number, and an unknown reader is named", async () => {
  const replay = () => runNode([join(ROOT, "test/fuzz/run.mjs"), "--reader", "npy", "--seed", "7", "--index", "12"]);
  const [first, second] = [await replay(), await replay()];
  const told = /input 12 of seed 7 for npy: \d+ bytes, in (\S+)/;
  expect(first.code).toBe(0);
  expect(told.exec(first.stdout)![0]).toBe(told.exec(second.stdout)![0]);
  const { code, stderr } = await runNode([join(ROOT, "test/fuzz/run.mjs"), "--reader", "docx"]);
  expect(code).toBe(1);
  expect(stderr).toContain("no reader is named docx; there are idx, gzip");
});

/** What `heddle worker` says of its tasks, by a clock of the test's. */
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { WorkerLog } from "../../src/cli/worker-log.js";

let lines: string[];
let log: WorkerLog;
beforeEach(() => {
  jest.useFakeTimers();
  lines = [];
  log = new WorkerLog((line) => lines.push(line));
});
afterEach(() => {
  log.close();
  jest.useRealTimers();
});

/** What it has said since the last call. */
const said = () => lines.splice(0);

test("of many tasks in one second it tells the latest of each kind, and how many there were", () => {
  for (let fold = 0; fold < 3; fold++) log.taskEnded(`crossValidate: fold ${fold}`, 0.5, "done");
  log.taskEnded("HalvingGridSearchCV: fold 0", 0.25, "done");
  expect(said()).toEqual([]);
  jest.advanceTimersByTime(1000);
  expect(said()).toEqual([
    "done in 0.5 s: crossValidate: fold 2 (and 2 more)",
    "done in 0.3 s: HalvingGridSearchCV: fold 0",
  ]);
  jest.advanceTimersByTime(5000);
  expect(said()).toEqual([]);
});

test("what did not go well is told at once, with its reason", () => {
  log.taskEnded("SVC.fit: a pair", 12, "dropped", "nobody waits for it");
  log.taskEnded("SVC.fit: a pair", 1, "failed");
  expect(said()).toEqual([
    "dropped after 12.0 s: SVC.fit: a pair (nobody waits for it)",
    "failed after 1.0 s: SVC.fit: a pair",
  ]);
});

test("long tasks have a line twice a minute", () => {
  log.taskStarted();
  log.taskStarted();
  jest.advanceTimersByTime(61_000);
  expect(said()).toEqual(["0 tasks done, 2 running", "0 tasks done, 2 running"]);
  log.taskEnded("crossValidate: fold 0", 61, "done");
  log.taskEnded("crossValidate: fold 1", 61, "done");
  jest.advanceTimersByTime(60_000);
  expect(said()).toEqual(["done in 61.0 s: crossValidate: fold 1 (and 1 more)"]);
});

test("at the end it tells what it had not told, and nothing after", () => {
  log.taskEnded("crossValidate: fold 0", 2, "done");
  log.close();
  expect(said()).toEqual(["done in 2.0 s: crossValidate: fold 0", "stopped: 1 tasks done"]);
  expect(jest.getTimerCount()).toBe(0);
});

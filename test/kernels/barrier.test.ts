/** The barrier's wrapper; that threads really meet is tested by the fits that use it. */
import { describe, expect, test } from "@jest/globals";
import { barrierAbandon, barrierWait, createBarrier } from "../../src/kernels/barrier.js";
import { inWorkspace, testEngine } from "./support/guarded.js";

const engine = testEngine();

describe("barrier", () => {
  test("one thread alone never waits, even at an abandoned barrier", () => {
    inWorkspace(engine, (workspace) => {
      const barrier = createBarrier(workspace, 1);
      barrierWait(engine, barrier);
      barrierAbandon(engine, barrier);
      barrierWait(engine, barrier);
    });
  });

  test("an abandoned barrier lets everyone pass, with an error", () => {
    inWorkspace(engine, (workspace) => {
      const barrier = createBarrier(workspace, 2);
      barrierAbandon(engine, barrier);
      expect(() => barrierWait(engine, barrier)).toThrow(/another task of this group failed/);
      expect(() => barrierWait(engine, barrier)).toThrow(/another task of this group failed/);
    });
  });
});

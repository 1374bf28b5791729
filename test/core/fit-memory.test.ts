/** What fits on the same rows hand on. */
import { expect, test } from "@jest/globals";
import { FitMemory } from "../../src/core/fit-memory.js";

function maker() {
  const made: string[] = [];
  const released: string[] = [];
  const keep = (memory: FitMemory, key: string, name = "letter") =>
    memory.keep(name, key, async () => {
      made.push(key);
      return { value: key.toUpperCase(), release: () => released.push(key) };
    });
  return { made, released, keep };
}

test("a value is made once for its key, and released when another takes its place or the memory ends", async () => {
  const { made, released, keep } = maker();
  const memory = new FitMemory();
  expect(await keep(memory, "a")).toBe("A");
  expect(await keep(memory, "a")).toBe("A");
  expect(made).toEqual(["a"]);
  expect(await keep(memory, "b")).toBe("B");
  expect(released).toEqual(["a"]);
  memory.release();
  memory.release();
  expect(released).toEqual(["a", "b"]);
});

test("what cannot be made leaves nothing behind", async () => {
  const { released, keep } = maker();
  const memory = new FitMemory();
  await keep(memory, "a");
  await expect(memory.keep("letter", "b", () => Promise.reject(new Error("no room")))).rejects.toThrow("no room");
  expect(released).toEqual(["a"]);
  expect(await keep(memory, "b")).toBe("B");
});

test("values of other names stay", async () => {
  const { made, released, keep } = maker();
  const memory = new FitMemory();
  await keep(memory, "a", "vowel");
  await keep(memory, "b", "consonant");
  await keep(memory, "c", "consonant");
  expect(await keep(memory, "a", "vowel")).toBe("A");
  expect([made, released]).toEqual([["a", "b", "c"], ["b"]]);
  memory.release();
  expect(released.sort()).toEqual(["a", "b", "c"]);
});

test("a memory knows in which parameters its candidates differ", () => {
  const memory = new FitMemory(["C", "gamma"]);
  expect(memory.varies("kernel", "gamma")).toBe(true);
  expect(memory.varies("kernel")).toBe(false);
  expect(new FitMemory().varies("C")).toBe(false);
});

import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { EngineError } from "../../src/core/errors.js";
import { Arena } from "../../src/engine/arena.js";

const memoryOf = (maximum: number) => new WebAssembly.Memory({ initial: 1, maximum, shared: true });

describe("arena", () => {
  test("blocks are aligned to 64 bytes, lie inside the memory and never overlap, whatever is allocated and freed", () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ alloc: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 1, max: 400_000 })) }),
        fc.record({ free: fc.nat() }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(steps, (script) => {
        const memory = memoryOf(2000);
        const arena = new Arena(memory);
        const live: { ptr: number; bytes: number }[] = [];
        for (const step of script) {
          if ("alloc" in step) live.push({ ptr: arena.alloc(step.alloc), bytes: Math.max(step.alloc, 1) });
          else if (live.length > 0) arena.free(live.splice(step.free % live.length, 1)[0].ptr);
          const sorted = [...live].sort((a, b) => a.ptr - b.ptr);
          sorted.forEach(({ ptr, bytes }, i) => {
            expect(ptr % 64).toBe(0);
            expect(ptr + bytes).toBeLessThanOrEqual(sorted[i + 1]?.ptr ?? memory.buffer.byteLength);
          });
          expect(arena.usedBytes).toBe(live.reduce((sum, { bytes }) => sum + Math.ceil(bytes / 64) * 64, 0));
        }
        for (const { ptr } of live) arena.free(ptr);
        expect(arena.usedBytes).toBe(0);
      }),
    );
  });

  test("freed neighbours join, in whatever order they are freed", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), (order) => {
        const memory = memoryOf(100);
        const arena = new Arena(memory);
        const eighth = (16 * 65536) / 8;
        const blocks = order.map(() => arena.alloc(eighth));
        const size = memory.buffer.byteLength;
        for (const i of order) arena.free(blocks[i]);
        arena.alloc(8 * eighth);
        expect(memory.buffer.byteLength).toBe(size);
      }),
    );
  });

  test("the smallest block that is large enough is used", () => {
    const arena = new Arena(memoryOf(100));
    const [wide, , narrow] = [640, 64, 128, 64].map((bytes) => arena.alloc(bytes));
    arena.free(wide);
    arena.free(narrow);
    expect(arena.alloc(100)).toBe(narrow);
    expect(arena.alloc(100)).toBe(wide);
  });

  test("the memory does not grow over a thousand cycles of the same work", () => {
    const memory = memoryOf(1000);
    const arena = new Arena(memory);
    const cycle = () => {
      const blocks = [100, 70_000, 3_000_000, 64, 999].map((bytes) => arena.alloc(bytes));
      for (const at of [2, 0, 4, 1, 3]) arena.free(blocks[at]);
    };
    cycle();
    const size = memory.buffer.byteLength;
    for (let i = 0; i < 1000; i++) cycle();
    expect(memory.buffer.byteLength).toBe(size);
    expect(arena.usedBytes).toBe(0);
  });

  test("two arenas on one memory never hand out the same bytes", () => {
    const memory = memoryOf(200);
    const [a, b] = [new Arena(memory), new Arena(memory)];
    const blocks = Array.from({ length: 40 }, (_, i) => (i % 2 ? a : b).alloc(100_000)).sort((x, y) => x - y);
    blocks.slice(1).forEach((ptr, i) => {
      expect(ptr - blocks[i]).toBeGreaterThanOrEqual(100_000);
    });
  });

  test("a memory that is full is an EngineError that says how much was asked for, and what is left can still be used", () => {
    const arena = new Arena(memoryOf(40));
    expect(() => arena.alloc(100 * 2 ** 20)).toThrow(EngineError);
    expect(() => arena.alloc(100 * 2 ** 20)).toThrow("out of WebAssembly memory: 100 MB asked for, 1 MB in use");
    expect(arena.alloc(2 ** 20)).toBeGreaterThan(0);
  });

  test("freeing an address twice, or one that was never allocated, is an EngineError", () => {
    const arena = new Arena(memoryOf(40));
    const ptr = arena.alloc(10);
    arena.free(ptr);
    expect(() => arena.free(ptr)).toThrow(EngineError);
    expect(() => arena.free(12345)).toThrow("12345 is not an allocated address");
  });
});

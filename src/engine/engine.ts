/** One instance of the kernels on one memory: what every model computes with. */
import { instantiateSync } from "@assemblyscript/loader";
import { EngineError } from "../core/errors.js";
import { Arena } from "./arena.js";
import { withRelaxed } from "./relaxed.js";

/** Largest memory a 32-bit address reaches, and smaller reservations for hosts that refuse it, in 64 KiB pages. */
const MAXIMUM_PAGES = [65536, 32768, 16384, 8192];
const INITIAL_PAGES = 2;

/** The plain things from which any thread of this process can make its own instance on the same memory. */
export interface EngineSeed {
  readonly id: string;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** True when 128-bit operations are fused into 256-bit ones; only the choice of tiles depends on it, never a bit of a result. */
  readonly turbo: boolean;
  /** Kernels on relaxed SIMD, where the host has it; every thread of a memory has them, because operands are laid out for them. */
  readonly relaxed?: WebAssembly.Module;
}

export interface Engine extends EngineSeed {
  readonly arena: Arena;
  /** The exported kernels; src/kernels/ alone knows their signatures. */
  readonly exports: object;
}

let engines = 0;

/** Room for `pages` of 64 KiB, or as much as can be reserved. */
export function createMemory(pages: number = MAXIMUM_PAGES[0]): WebAssembly.Memory {
  let cause: unknown;
  for (const maximum of [pages, ...MAXIMUM_PAGES.filter((fewer) => fewer < pages)]) {
    try {
      return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum, shared: true });
    } catch (error) {
      cause = error;
    }
  }
  throw new EngineError(
    `WebAssembly memory: not even ${MAXIMUM_PAGES.at(-1)! / 16} MB of address space can be reserved`,
    { cause },
  );
}

export interface EngineOptions {
  /** Most pages of 64 KiB that its memory will have. */
  readonly pages?: number;
  readonly relaxed?: WebAssembly.Module;
}

/** A new memory, and an instance on it. */
export function createEngine(
  module: WebAssembly.Module,
  turbo: boolean,
  { pages, relaxed }: EngineOptions = {},
): Engine {
  return joinEngine({ id: `engine-${++engines}`, module, memory: createMemory(pages), turbo, relaxed });
}

/** An ArrayBuffer of this size is more than V8 takes without collecting. */
const PRESSURE_BYTES = 128 * 2 ** 20;

/**
 * After an engine that this thread will not use again: has V8 collect its memory soon. Shared memories are not among what it counts, and nearly
 * two hundred of them would lie about before it looked for them. No page of the ArrayBuffer is ever touched.
 */
export function collectEngines(): void {
  try {
    new ArrayBuffer(PRESSURE_BYTES);
  } catch {
    // No room for it: V8 has collected before it gave up.
  }
}

/** This thread's own instance on an existing memory. */
export function joinEngine(seed: EngineSeed): Engine {
  const { memory } = seed;
  const { exports } = instantiateSync<Record<string, unknown>>(seed.module, { env: { memory } });
  return { ...seed, arena: new Arena(memory), exports: withRelaxed(exports, seed.relaxed, memory) };
}

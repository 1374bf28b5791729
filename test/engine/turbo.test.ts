/** The check that 256-bit code has to pass before it is used. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, jest, test } from "@jest/globals";
import { createEngine, type Engine } from "../../src/engine/engine.js";
import { loadModule, turboAvailable } from "../../src/engine/load-node.js";
import { close, init, KNeighborsClassifier } from "../../src/index.js";
import { findDifference, runProbe } from "../../src/kernels/self-test/compare.js";
import { probes } from "../../src/kernels/self-test/index.js";
import { Draw, Words } from "../../src/kernels/self-test/probe.js";
import { view, withWorkspace } from "../../src/kernels/tensor.js";
import { chooseKernels, type Source } from "../../src/parallel/turbo.js";
import { faultyModule } from "../support/faulty-module.js";
import { randomBytes } from "../support/random-data.js";

const plain = loadModule(false);
const engine = createEngine(plain, false);

/** Exports that no probe reaches, and why they need none. */
const UNREACHED: Readonly<Record<string, string>> = {
  barrier_abandon: "waits and wakes, and computes nothing",
  barrier_wait: "waits and wakes, and computes nothing",
  memory: "is the memory",
};

/** The same engine, with every call counted by name. */
function counted(inner: Engine): { readonly engine: Engine; readonly calls: ReadonlySet<string> } {
  const calls = new Set<string>();
  const exports = new Proxy(inner.exports, {
    get(target, name) {
      calls.add(String(name));
      return Reflect.get(target, name);
    },
  });
  return { engine: { ...inner, exports }, calls };
}

/** The same engine, with one bit of the memory flipped after every call of `kernel`, at the address that its argument `at` names. */
function faulty(inner: Engine, kernel: string, at: number): Engine {
  const right = Reflect.get(inner.exports, kernel) as (...args: number[]) => number;
  const wrong = (...args: number[]) => {
    const result = right(...args);
    new Uint8Array(inner.memory.buffer)[args[at]] ^= 1;
    return result;
  };
  return { ...inner, exports: { ...inner.exports, [kernel]: wrong } };
}

describe("the probes", () => {
  test("have names of their own, each that of a kernel", () => {
    const names = probes.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(engine.exports).toHaveProperty(name);
  });

  test("reach every export of the kernels but those with a reason", () => {
    const { engine: watched, calls } = counted(engine);
    for (const probe of probes) runProbe(watched, probe);
    const unreached = WebAssembly.Module.exports(plain)
      .map(({ name }) => name)
      .filter((name) => !calls.has(name));
    for (const name of unreached) expect(UNREACHED).toHaveProperty(name);
    for (const name of Object.keys(UNREACHED)) expect(calls.has(name)).toBe(false);
  });

  test("reach the kernel that they name", () => {
    for (const probe of probes) {
      const { engine: watched, calls } = counted(engine);
      runProbe(watched, probe);
      expect([...calls]).toContain(probe.name);
    }
  });

  test("give the same bits twice, and leave no memory behind", () => {
    const [a, b] = [createEngine(plain, false), createEngine(plain, false)];
    expect(findDifference(a, b, probes)).toBeUndefined();
    expect(a.arena.usedBytes).toBe(0);
  });

  test("give the same bits with narrow and with wide tiles", () => {
    expect(findDifference(createEngine(plain, false), createEngine(plain, true), probes)).toBeUndefined();
  });

  test("give no NaN, whose sign is nobody's promise", () => {
    for (const probe of probes) {
      withWorkspace(engine, (workspace) => {
        for (const part of probe.run(workspace, new Draw(workspace, new Words(7)))) {
          if (typeof part === "number") expect(part).not.toBeNaN();
          else if (!ArrayBuffer.isView(part)) expect(view(engine, part).includes(Number.NaN)).toBe(false);
          else if (part instanceof Float64Array) expect(part.includes(Number.NaN)).toBe(false);
        }
      });
    }
  });
});

describe("a fault", () => {
  test.each([
    ["sgemm", 11],
    ["softmax", 3],
    ["adam_update", 1],
    ["dropout", 3],
    ["svm_dots_f64", 6],
    ["svm_update_and_select_up", 1],
    ["column_squares", 4],
  ])("of one bit in %s is found and named", (kernel, at) => {
    const found = findDifference(createEngine(plain, true), faulty(createEngine(plain, true), kernel, at), probes);
    expect(found?.name).toBe(kernel);
  });

  test("that ends in a trap is a difference", () => {
    const inner = createEngine(plain, true);
    const trap = () => {
      throw new WebAssembly.RuntimeError("unreachable");
    };
    const broken = { ...inner, exports: { ...inner.exports, softmax: trap } };
    expect(findDifference(createEngine(plain, true), broken, probes)?.name).toBe("softmax");
  });
});

describe("the choice of kernels", () => {
  const warn = jest.spyOn(process, "emitWarning").mockReturnValue(undefined);
  afterEach(() => {
    warn.mockClear();
  });

  /** A Node whose 256-bit code is `fast`. */
  const source = (fast: WebAssembly.Module): Source => ({ available: true, load: (turbo) => (turbo ? fast : plain) });

  test("takes code that agrees", () => {
    const fast = loadModule(turboAvailable());
    expect(chooseKernels(true, source(fast))).toEqual({
      module: fast,
      status: { state: "verified", kernels: probes.length },
    });
    expect(warn).not.toHaveBeenCalled();
  });

  test("refuses code with one wrong instruction, in one line that names the kernel, and computes plain", () => {
    const { module, status } = chooseKernels(true, source(faultyModule()));
    expect(module).toBe(plain);
    expect(status.state).toBe("rejected");
    const { kernel } = status as { kernel: string };
    expect(probes.map(({ name }) => name)).toContain(kernel);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0][0]).toBe(
      `turbo is off: the 256-bit code of ${kernel} does not give the bits of the plain one`,
    );
  });

  test("without being asked compiles and checks nothing", () => {
    const load = jest.fn((turbo: boolean) => loadModule(turbo));
    expect(chooseKernels(false, { available: true, load }).status).toEqual({ state: "off" });
    expect(load.mock.calls).toEqual([[false]]);
  });

  test("on a Node without turbo quietly computes plain", () => {
    const load = jest.fn((turbo: boolean) => loadModule(turbo));
    expect(chooseKernels(true, { available: false, load }).status).toEqual({ state: "unavailable" });
    expect(load.mock.calls).toEqual([[false]]);
    expect(warn).not.toHaveBeenCalled();
  });
});

test("init({ turbo }) tells what became of it, and the results are the same", async () => {
  const X = randomBytes(1, 300, 100);
  const y = X.data.slice(0, 300).map((value) => value % 3);
  const answers: Float64Array[] = [];
  for (const turbo of [false, true]) {
    const runtime = await init({ threads: 0, turbo });
    const expected = !turbo ? "off" : turboAvailable() ? "verified" : "unavailable";
    expect(runtime.turbo.state).toBe(expected);
    expect(runtime.engine.turbo).toBe(expected === "verified");
    const knn = await new KNeighborsClassifier({ nNeighbors: 3 }).fit(X, y);
    answers.push((await knn.kneighbors(X)).distances!);
  }
  await close();
  expect(answers[1]).toEqual(answers[0]);
});

/** V8's own account of compiling the kernels in a fresh process. */
function traced(flag: string, kind: "plain" | "turbo"): string {
  const script = fileURLToPath(new URL("../support/compile-kernels.mjs", import.meta.url));
  return execFileSync(process.execPath, [flag, script, kind], { encoding: "utf8", maxBuffer: 2 ** 28 });
}

(turboAvailable() ? describe : describe.skip)("turbo code on this Node", () => {
  test("is made of joined operations, plain code is not", () => {
    expect(traced("--trace-wasm-revectorize", "turbo")).toContain("F32x4Add");
    expect(traced("--trace-wasm-revectorize", "plain")).toBe("");
  });

  test("leaves no function to the baseline compiler, so what is checked is what runs", () => {
    const trace = traced("--trace-wasm-compilation-times", "turbo");
    expect(trace).toContain("using TurboFan");
    expect(trace).not.toContain("using Liftoff");
  });
});

/** NPY files: what NumPy writes, what is written for it, and what is refused. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  DataError,
  FormatError,
  HeddleError,
  ParameterError,
  ResourceError,
  ShapeError,
} from "../../src/core/errors.js";
import { type Matrix, matrix, scaled } from "../../src/core/matrix.js";
import { isMatrix, type NdData, toMatrix } from "../../src/data/nd-array.js";
import { formatNpy, type NpyInput, parseNpy } from "../../src/data/npy.js";
import { loadNpy, saveNpy } from "../../src/data/numpy-files.js";
import { ROOT } from "../support/cli.js";
import { withTemporaryFolder } from "../support/temporary.js";

const fixture = (name: string) => Uint8Array.from(readFileSync(join(ROOT, "test/fixtures/numpy", name)));

/** What scripts/fixtures/arrays.py put there. */
function expected(length: number, kind: string): number[] {
  const counted = Array.from({ length }, (_, i) => ((i * 3 + 1) % 7) - (kind.startsWith("u") ? 0 : 2));
  return kind === "b1" ? counted.map((value) => Number(value > 0)) : counted;
}

describe("parseNpy reads what NumPy wrote", () => {
  const types: [string, { new (length: number): NdData }][] = [
    ["b1", Uint8Array],
    ["u1", Uint8Array],
    ["u2", Uint16Array],
    ["u4", Uint32Array],
    ["i1", Int8Array],
    ["i2", Int16Array],
    ["i4", Int32Array],
    ["i8", Float64Array],
    ["f4", Float32Array],
    ["f8", Float64Array],
  ];
  test.each(types)("%s", (kind, Type) => {
    const { data, shape } = parseNpy(fixture(`${kind}.npy`));
    expect(data).toBeInstanceOf(Type);
    expect(shape).toEqual([3, 4]);
    expect([...data]).toEqual(expected(12, kind));
  });

  test.each([
    ["scalar", []],
    ["vector", [5]],
    ["cube", [2, 3, 4]],
    ["empty", [0, 4]],
    ["version-2", [3, 4]],
    ["version-3", [3, 4]],
  ])("%s", (name, shape) => {
    const array = parseNpy(fixture(`${name}.npy`));
    expect(array.shape).toEqual(shape);
    expect([...array.data]).toEqual(expected(array.data.length, "f4"));
  });

  test("Fortran order, turned into rows", () => {
    expect([...parseNpy(fixture("fortran.npy")).data]).toEqual(expected(12, "f8"));
    const cube = parseNpy(fixture("fortran-cube.npy"));
    expect([cube.shape, [...cube.data]]).toEqual([[2, 3, 4], expected(24, "i2")]);
  });

  test("from bytes that begin anywhere, without keeping a view on them", () => {
    const content = fixture("f8.npy");
    const shifted = new Uint8Array(content.length + 3);
    shifted.set(content, 3);
    const { data } = parseNpy(shifted.subarray(3));
    shifted.fill(0);
    expect([...data]).toEqual(expected(12, "f8"));
  });
});

describe("a matrix", () => {
  test("is what two dimensions of floats or bytes are, ready to be features", () => {
    for (const kind of ["f4", "u1", "b1"]) {
      const array = parseNpy(fixture(`${kind}.npy`));
      expect(isMatrix(array)).toBe(true);
      expect([(array as unknown as Matrix).rows, (array as unknown as Matrix).cols]).toEqual([3, 4]);
    }
    for (const name of ["f8", "vector", "cube"]) expect(isMatrix(parseNpy(fixture(`${name}.npy`)))).toBe(false);
  });

  test("is made of other numbers by toMatrix", () => {
    expect(toMatrix(parseNpy(fixture("i8.npy"))).data).toEqual(Float32Array.from(expected(12, "i8")));
    const floats = parseNpy(fixture("f4.npy"));
    expect(toMatrix(floats).data).toBe(floats.data);
    expect(() => toMatrix(parseNpy(fixture("vector.npy")))).toThrow(ShapeError);
    expect(() => toMatrix({ data: Float64Array.of(1, 1e300), shape: [1, 2] })).toThrow(/value 1 is 1e\+300/);
  });
});

describe("formatNpy", () => {
  const cases: [string, NpyInput, NpyInput, number[]][] = [
    ["a matrix of floats", matrix([[1.5, -2]]), Float32Array.of(1.5, -2), [1, 2]],
    ["a matrix of bytes", matrix(Uint8Array.of(1, 255), [2, 1]), Uint8Array.of(1, 255), [2, 1]],
    ["scaled bytes as floats", scaled(matrix(Uint8Array.of(3), [1, 1]), 0.1), Float32Array.of(0.1 * 3), [1, 1]],
    ["an array of any rank", { data: Int16Array.of(1, 2), shape: [1, 2, 1] }, Int16Array.of(1, 2), [1, 2, 1]],
    ["a typed array", Float64Array.of(Math.PI), Float64Array.of(Math.PI), [1]],
    ["int64", BigInt64Array.of(-5n), Float64Array.of(-5), [1]],
    ["a list of integers", [3, -4], Float64Array.of(3, -4), [2]],
    ["a list of other numbers", [3, 0.5], Float64Array.of(3, 0.5), [2]],
  ];
  test.each(cases)("%s", (_, input, data, shape) => {
    const bytes = formatNpy(input);
    expect(parseNpy(bytes).data).toEqual(data);
    expect(parseNpy(bytes).shape).toEqual(shape);
  });

  test("begins the numbers at a multiple of 64 bytes, for any number of dimensions", () => {
    for (let rank = 0; rank <= 32; rank++) {
      const bytes = formatNpy({ data: Uint8Array.of(7), shape: new Array(rank).fill(1) });
      expect((bytes.length - 1) % 64).toBe(0);
      expect(parseNpy(bytes).shape.length).toBe(rank);
    }
  });

  test("gives the bytes that NumPy gives", () => {
    for (const name of ["f4", "f8", "u1", "i2", "vector", "cube", "scalar"]) {
      const content = fixture(`${name}.npy`);
      expect(formatNpy(parseNpy(content))).toEqual(content);
    }
  });

  test("refuses what is no array of numbers", () => {
    expect(() => formatNpy({ data: new Float32Array(3), shape: [2, 2] })).toThrow(ShapeError);
    expect(() => formatNpy(["a"] as never)).toThrow(DataError);
    expect(() => formatNpy(new Uint8ClampedArray(2) as never)).toThrow(ParameterError);
  });
});

describe("parseNpy refuses", () => {
  /** A file of version 1 with this dict. */
  function file(dict: string, body: Uint8Array = new Uint8Array(0), length = dict.length): Uint8Array {
    const head = [0x93, ...Buffer.from("NUMPY"), 1, 0, length & 255, length >> 8];
    return Uint8Array.from([...head, ...Buffer.from(dict, "latin1"), ...body]);
  }
  const dict = (shape: string, descr = "'<f4'", order = "False") =>
    `{'descr': ${descr}, 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const version = (major: number) => {
    const bytes = fixture("f4.npy");
    bytes[6] = major;
    return bytes;
  };

  test.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(0), /not an NPY file/],
    ["another file", Uint8Array.from(Buffer.from("PK\x03\x04 and so on")), /not an NPY file/],
    ["an unknown version", version(4), /NPY version 4.0 is not known/],
    ["a header beyond the end", file(dict("(1,)"), undefined, 9999), /ends in its header/],
    [
      "a huge header",
      Uint8Array.from([0x93, ...Buffer.from("NUMPY"), 2, 0, 255, 255, 255, 255, 0]),
      /4294967295 bytes/,
    ],
    ["big-endian numbers", fixture("big-endian.npy"), />f4 are big-endian/],
    ["text", fixture("text.npy"), /numbers of type "<U2"; known are f4/],
    ["records", fixture("structured.npy"), /does not describe an array of plain numbers/],
    ["Python objects", file(dict("(1,)", "'|O'")), /numbers of type "\|O"/],
    ["code", file(dict("(__import__('os').system('true'),)")), /does not describe an array/],
    ["a negative size", file(dict("(-1,)")), /does not describe an array/],
    ["a size beyond counting", file(dict("(99999999999999999999,)")), /no array is that large/],
    [
      "sizes whose product overflows",
      file(dict("(4294967296, 4294967296, 0, 4294967296)"), new Uint8Array(4)),
      /do not hold/,
    ],
    ["a shape that is no tuple", file(dict("(3)")), /not a tuple of integers/],
    ["too many dimensions", file(dict(`(${"1, ".repeat(65)})`)), /65 dimensions/],
    [
      "fewer numbers than declared",
      file(dict("(1000000000000,)"), new Uint8Array(8)),
      /8 bytes do not hold \(1000000000000\)/,
    ],
    ["more bytes than declared", file(dict("(1,)"), new Uint8Array(5)), /5 bytes do not hold \(1\) numbers of <f4/],
    ["a key that is missing", file("{'descr': '<f4', 'shape': (0,), }"), /has descr, shape, not/],
    ["a key too many", file("{'descr': '<f4', 'fortran_order': False, 'shape': (0,), 'x': True, }"), /shape, x, not/],
    ["a key twice", file("{'descr': '<f4', 'descr': '<f4', 'shape': (0,), }"), /descr twice/],
    ["a dict that goes on", file(`${dict("(0,)")} + 1`), /goes on after its end/],
    ["an order that is no truth", file(dict("(0,)", "'<f4'", "'C'")), /fortran_order is 'C'/],
  ])("%s", (_, bytes, words) => {
    expect(() => parseNpy(bytes)).toThrow(FormatError);
    expect(() => parseNpy(bytes)).toThrow(words);
  });

  test("an int64 that a double cannot hold", () => {
    expect(() => parseNpy(formatNpy(BigInt64Array.of(1n, 2n ** 53n)))).toThrow(/value 1 is 9007199254740992/);
  });

  test("any damage with a FormatError or not at all", () => {
    const whole = fixture("f4.npy");
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(damage, fc.nat(whole.length), (changes, end) => {
        const bytes = whole.slice(0, end);
        for (const [at, byte] of changes) if (at < end) bytes[at] = byte;
        try {
          parseNpy(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(HeddleError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("files", () => {
  test("are written whole and read back", async () => {
    await withTemporaryFolder(async (folder) => {
      const path = join(folder, "X.npy");
      const X = matrix([[1, 2.5]]);
      await saveNpy(path, [1]);
      await saveNpy(path, X);
      expect(await loadNpy(path)).toMatchObject({ data: X.data, rows: 1, cols: 2 });
      expect(await readdir(folder)).toEqual(["X.npy"]);
      await expect(loadNpy(join(folder, "none.npy"))).rejects.toThrow(ResourceError);
      await expect(saveNpy(join(folder, "none/X.npy"), X)).rejects.toThrow(ResourceError);
    });
  });

  const python = ["python3", "/usr/bin/python3"].find((one) => spawnSync(one, ["-c", "import numpy"]).status === 0);
  (python ? test : test.skip)("are what NumPy reads", async () => {
    await withTemporaryFolder(async (folder) => {
      await saveNpy(
        join(folder, "X.npy"),
        matrix([
          [1, 2.5],
          [-3, 4],
        ]),
      );
      await saveNpy(join(folder, "y.npy"), [7, -8]);
      const code =
        "import numpy as np; X, y = np.load('X.npy'), np.load('y.npy'); print(X.dtype, X.tolist(), y.dtype, y.tolist())";
      const { stdout } = spawnSync(python!, ["-c", code], { cwd: folder, encoding: "utf8" });
      expect(stdout.trim()).toBe("float32 [[1.0, 2.5], [-3.0, 4.0]] int64 [7, -8]");
    });
  });
});

import { expect, test } from "@jest/globals";
import {
  AbortError,
  DataError,
  EngineError,
  FormatError,
  fromErrorRecord,
  HeddleError,
  NotFittedError,
  ParameterError,
  ResourceError,
  ShapeError,
  throwIfAborted,
  toErrorRecord,
  WorkerError,
} from "../../src/core/errors.js";

const TYPES = [
  ["ShapeError", "ERR_SHAPE", ShapeError],
  ["ParameterError", "ERR_PARAMETER", ParameterError],
  ["DataError", "ERR_DATA", DataError],
  ["NotFittedError", "ERR_NOT_FITTED", NotFittedError],
  ["FormatError", "ERR_FORMAT", FormatError],
  ["ResourceError", "ERR_RESOURCE", ResourceError],
  ["EngineError", "ERR_ENGINE", EngineError],
  ["WorkerError", "ERR_WORKER", WorkerError],
] as const;

test.each(TYPES)("%s has its name and code, and comes back typed over a border of plain data", (name, code, Type) => {
  const error = new Type("fit: 3 is not 4", { cause: "why" });
  expect(error).toBeInstanceOf(HeddleError);
  expect(error).toMatchObject({ name, code, message: "fit: 3 is not 4", cause: "why" });
  const back = fromErrorRecord(structuredClone(toErrorRecord(error)));
  expect(back).toBeInstanceOf(Type);
  expect(back).toMatchObject({ name, code, message: error.message, stack: error.stack });
});

test("an AbortError has the platform's name and comes back as one, with its message", () => {
  const error = new AbortError("fit");
  expect(error).toMatchObject({ name: "AbortError", code: "ERR_ABORTED", message: "fit was cancelled" });
  const back = fromErrorRecord(structuredClone(toErrorRecord(error)));
  expect(back).toBeInstanceOf(AbortError);
  expect(back).toMatchObject({ name: "AbortError", code: "ERR_ABORTED", message: "fit was cancelled" });
});

test("foreign errors keep name and message, and what is thrown without being an error becomes one", () => {
  const back = fromErrorRecord(toErrorRecord(new RangeError("too far")));
  expect(back).not.toBeInstanceOf(HeddleError);
  expect(back).toMatchObject({ name: "RangeError", message: "too far" });
  expect(fromErrorRecord(toErrorRecord("just text"))).toMatchObject({ name: "Error", message: "just text" });
});

test("throwIfAborted throws once the signal has fired, with its reason", () => {
  expect(() => throwIfAborted(undefined, "fit")).not.toThrow();
  expect(() => throwIfAborted(new AbortController().signal, "fit")).not.toThrow();
  const fired = () => throwIfAborted(AbortSignal.abort("late"), "fit");
  expect(fired).toThrow(AbortError);
  expect(fired).toThrow(expect.objectContaining({ cause: "late" }));
  expect(new ShapeError("x").cause).toBeUndefined();
});

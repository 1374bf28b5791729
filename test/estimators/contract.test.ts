/** Parameters, cloning and names: what holds before anything is fitted. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Classifier } from "../../src/core/estimator.js";
import * as heddle from "../../src/index.js";
import { createClassifier, isRegistered } from "../../src/models/registry.js";
import { clusters } from "./data.js";
import { checkEach } from "./each.js";
import { learned, subjects } from "./table.js";

test("every classifier that the package exports is checked", () => {
  const isClassifier = (value: unknown) => typeof value === "function" && value.prototype instanceof Classifier;
  const exported = Object.entries(heddle).filter(([, value]) => isClassifier(value));
  expect(subjects.map(({ name }) => name).sort()).toEqual(exported.map(([name]) => name).sort());
});

test("every exception in the table is one to a check that exists", () => {
  const folder = new URL(".", import.meta.url);
  const checks = readdirSync(folder).filter((file) => file.endsWith(".test.ts"));
  const text = checks.map((file) => readFileSync(new URL(file, folder), "utf8")).join();
  for (const { name, exceptions = {} } of subjects) {
    const gone = Object.keys(exceptions).filter((claim) => !text.includes(JSON.stringify(claim)));
    expect([name, gone]).toEqual([name, []]);
  }
});

describe("names", () => {
  checkEach("is exported under its name, and made by it", ({ name }) => {
    const estimator = createClassifier(name);
    expect(estimator.name).toBe(name);
    expect((heddle as Record<string, unknown>)[name]).toBe(estimator.constructor);
    expect(isRegistered(estimator)).toBe(true);
  });

  test("an unknown name is refused with the ones there are", () => {
    expect(() => createClassifier("Oracle")).toThrow(
      /^createClassifier: no classifier is named "Oracle"; there are .*Dummy/,
    );
    expect(() => createClassifier("toString")).toThrow('no classifier is named "toString"');
  });

  checkEach("has the methods that the table lists", ({ scores, make }) => {
    const estimator = make();
    expect((["predictProba", "decisionFunction"] as const).filter((method) => method in estimator)).toEqual(scores);
  });

  checkEach("shows what differs from its defaults", ({ name, bare, make }) => {
    expect(bare().toString()).toBe(`${name}()`);
    expect(make().toString()).toMatch(new RegExp(`^${name}\\(.*\\)$`));
  });
});

describe("parameters", () => {
  checkEach("has a constructor that only stores", ({ bare, make }) => {
    for (const param of Object.keys(bare().getParams())) {
      const odd = Object.freeze({ odd: param });
      const given = Object.freeze({ [param]: odd });
      expect(make(given).getParams()).toHaveProperty(param, odd);
      expect(given).toEqual({ [param]: { odd: param } });
    }
    expect(learned(bare())).toEqual({});
    expect(Object.keys(bare()).sort()).toEqual(Object.keys(make()).sort());
  });

  checkEach("returns a copy of its parameters", ({ make }) => {
    const estimator = make();
    const before = structuredClone(estimator.getParams());
    const given = estimator.getParams() as Record<string, unknown>;
    for (const value of Object.values(given)) if (Array.isArray(value)) value.push(99);
    for (const name of Object.keys(given)) given[name] = "changed";
    expect(estimator.getParams()).toEqual(before);
  });

  checkEach("takes changes by setParams and returns itself", ({ bare, make }) => {
    const estimator = bare();
    const changed = make().getParams();
    expect(estimator.setParams(changed)).toBe(estimator);
    expect(estimator.getParams()).toEqual(changed);
    expect(estimator.setParams({})).toBe(estimator);
    expect(estimator.getParams()).toEqual(changed);
  });

  checkEach("suggests the nearest name for an unknown parameter, and changes nothing", ({ name, make }) => {
    const estimator = make();
    const before = estimator.getParams();
    for (const param of Object.keys(before)) {
      expect(() => estimator.setParams({ [`${param}x`]: 1 })).toThrow(
        expect.objectContaining({
          name: "ParameterError",
          message: `${name} has no parameter "${param}x"; did you mean ${param}?`,
        }),
      );
    }
    expect(() => estimator.setParams({ entirelyDifferent: 1 })).toThrow(
      `${name} has no parameter "entirelyDifferent"; it has ${Object.keys(before).join(", ")}`,
    );
    expect(estimator.getParams()).toEqual(before);
  });

  checkEach("refuses an unknown parameter of the constructor in fit", async ({ name, make }) => {
    const { X, y } = clusters(12, 2, 2);
    await expect(make({ entirelyDifferent: 1 }).fit(X, y)).rejects.toMatchObject({
      name: "ParameterError",
      message: expect.stringContaining(`${name} has no parameter "entirelyDifferent"`),
    });
  });

  checkEach("refuses a value of the wrong kind in fit, for every parameter", async ({ name, make }) => {
    const { X, y } = clusters(12, 2, 2);
    for (const param of Object.keys(make().getParams())) {
      const estimator = make({ [param]: { odd: true } });
      await expect(estimator.fit(X, y)).rejects.toMatchObject({
        name: "ParameterError",
        message: expect.stringMatching(new RegExp(`^${name}: ${param} is {"odd":true}; it must be .`)),
      });
      expect(learned(estimator)).toEqual({});
    }
  });

  checkEach("clones unfitted, with the same parameters, independently", async ({ make, ...subject }) => {
    const { X, y } = clusters(12, 2, 2);
    const fitted = await subject.fitted(X, y);
    const copy = fitted.clone();
    expect(copy).not.toBe(fitted);
    expect(copy.constructor).toBe(fitted.constructor);
    expect(copy.getParams()).toEqual(fitted.getParams());
    expect(learned(copy)).toEqual({});
    copy.setParams(Object.fromEntries(Object.keys(copy.getParams()).map((param) => [param, "changed"])));
    expect(fitted.getParams()).toEqual(make().getParams());
  });
});

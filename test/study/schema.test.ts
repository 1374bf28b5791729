/** results.json is what docs/study-results.schema.json says it is. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { STEP_IDS, type StudyResults } from "../../src/study/results.js";
import { ROOT, runCli } from "../support/cli.js";
import { readResults, withFolder } from "./support.js";

const isDate = (text: string) => !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;

let validate: ValidateFunction;
let results: StudyResults;

beforeAll(async () => {
  const schema = JSON.parse(readFileSync(`${ROOT}docs/study-results.schema.json`, "utf8"));
  validate = new Ajv2020({ allErrors: true, formats: { "date-time": isDate } }).compile(schema);
  results = await withFolder(async (folder) => {
    await runCli(["study", "--profile", "smoke", "--out", folder]);
    return readResults(folder);
  });
}, 300_000);

function errorsOf(value: unknown): string[] {
  return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe("the schema", () => {
  test("accepts the results of all steps", () => {
    expect(STEP_IDS.filter((id) => results[id] === undefined)).toEqual([]);
    expect(errorsOf(results)).toEqual([]);
  });

  test("accepts results without any one step", () => {
    for (const id of STEP_IDS) expect(errorsOf({ ...results, [id]: undefined })).toEqual([]);
  });

  test("knows every step", () => {
    expect(errorsOf({ ...results, another: {} })).toEqual([" must NOT have additional properties"]);
    for (const id of STEP_IDS) expect(errorsOf({ ...results, [id]: 1 })).not.toEqual([]);
  });

  const { stringify, parse } = JSON;
  const changed = (change: (copy: StudyResults) => void) => {
    const copy = parse(stringify(results));
    change(copy);
    return errorsOf(copy);
  };

  test("refuses what is missing, out of range or of another type", () => {
    expect(changed((copy) => Reflect.deleteProperty(copy.final!, "testAccuracy"))).toEqual([
      "/final must have required property 'testAccuracy'",
    ]);
    expect(changed((copy) => Object.assign(copy.final!, { testAccuracy: 1.5 }))).toEqual([
      "/final/testAccuracy must be <= 1",
    ]);
    expect(changed((copy) => Object.assign(copy.rbfSvm!.final, { judgedOn: "luck" }))).toEqual([
      "/rbfSvm/final/judgedOn must be equal to one of the allowed values",
    ]);
    expect(changed((copy) => Object.assign(copy.environment, { date: "today" }))).not.toEqual([]);
  });
});

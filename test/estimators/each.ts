/** Runs a check over every classifier it concerns; one that stands in the table of exceptions has to fail. */
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
// Brings the runtime along.
import { close } from "../../src/index.js";
import { type Subject, subjects } from "./table.js";

// The quick parameters end some solvers early, and they say so.
beforeAll(() => {
  jest.spyOn(console, "warn").mockImplementation(() => {});
});
afterAll(close);

export function checkEach(
  claim: string,
  body: (subject: Subject) => Promise<void> | void,
  concerns: (subject: Subject) => boolean = () => true,
): void {
  for (const subject of subjects.filter(concerns)) {
    const reason = subject.exceptions?.[claim];
    if (reason === undefined) test(`${subject.name} ${claim}`, async () => body(subject));
    else {
      test(`${subject.name} is an exception to "${claim}": ${reason}`, async () => {
        await expect((async () => body(subject))()).rejects.toThrow();
      });
    }
  }
}

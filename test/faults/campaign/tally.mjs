/** Counts claims, and says each. */
export class Tally {
  passed = 0;
  failed = 0;

  /** Runs a check to its end, whatever happened before. Resolves to what it gave, or to undefined if it failed. */
  async check(claim, work) {
    try {
      const result = await work();
      this.pass(claim);
      return result;
    } catch (error) {
      this.fail(claim, error.stack);
      return undefined;
    }
  }

  pass(claim) {
    this.passed++;
    console.log(`ok      ${claim}`);
  }

  fail(claim, reason) {
    this.failed++;
    console.log(`FAILED  ${claim}\n        ${String(reason).replaceAll("\n", "\n        ")}`);
  }
}

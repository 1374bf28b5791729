// @ts-check
/** Readers that break what a campaign watches over, at its tenth input: for the test that it notices. */

/** @param {string} name @param {() => void | Promise<void>} harm @returns {() => Promise<import("./readers/reader.mjs").Reader>} */
function breaking(name, harm) {
  let reads = 0;
  const read = () => (++reads === 11 ? harm() : undefined);
  return async () => ({ name, corpus: [Uint8Array.of(1, 2, 3)], read });
}

/** @type {Uint8Array[]} */
const kept = [];

export const READERS = {
  fine: breaking("fine", () => {}),
  hangs: breaking("hangs", () => {
    for (;;);
  }),
  waits: breaking("waits", () => new Promise(() => setInterval(() => {}, 1000))),
  throws: breaking("throws", () => {
    throw new TypeError("undefined is not a function");
  }),
  pollutes: breaking("pollutes", () => {
    /** @type {any} */ (Object.prototype).polluted = true;
  }),
  swallows: breaking("swallows", async () => {
    for (;;) {
      kept.push(new Uint8Array(8 << 20).fill(1));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }),
};

// @ts-check
/** Parts of Fashion-MNIST, as the study's protocol cuts it. */

/**
 * The first rows of the training set.
 * @param {number} rows
 */
export const train = (rows) => ({ set: "train", from: 0, rows });
/**
 * Of the last 10,000 rows of the training set, the first.
 * @param {number} rows
 */
export const validation = (rows) => ({ set: "train", from: 50_000, rows });
/**
 * The first rows of the test set.
 * @param {number} rows
 */
export const test = (rows) => ({ set: "test", from: 0, rows });

/** @param {number} count */
export const thousands = (count) => count.toLocaleString("en-US");

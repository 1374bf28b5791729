// @ts-check
/** Runtimes that are programs on this machine and read files. */
import { ask, SAMPLE, tool } from "../install.mjs";

/** @typedef {import("../install.mjs").Project} Project */

/** Node 24, which development runs on, first: the model files that the others read are its own. */
export const NODES = [24, 20, 22, 26];

const binary = (/** @type {number} */ version) => tool(`node-${version}/bin/node`);

export const node = {
  /** Fits everything. The model files of the first version are the ones that stay. @param {Project} project @param {number} version */
  models({ folder, models }, version) {
    const out = version === NODES[0] ? models : `${models}-${version}`;
    return ask(binary(version), ["fit-all.mjs", SAMPLE, out], folder);
  },
  /** @param {Project} project @param {number} version */
  edge: ({ folder, models }, version) => ask(binary(version), ["local.mjs", models, "heddle/edge"], folder),
  /** @param {Project} project */
  slim: ({ folder, models }) => ask(binary(24), ["slim.mjs", models], folder),
};

/** Only the folder of the model files may be read, and the program itself. @param {Project} project */
export function deno({ folder, models }) {
  const allowed = [`--allow-read=${models}`, "--node-modules-dir=manual", "--no-lock"];
  return ask(tool("@deno/linux-x64-glibc/deno"), ["run", ...allowed, "local.mjs", models, "heddle/edge"], folder);
}

/** @param {Project} project */
export function bun({ folder, models }) {
  return ask(tool("@oven/bun-linux-x64/bin/bun"), ["local.mjs", models, "heddle/edge"], folder);
}

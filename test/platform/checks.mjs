// @ts-check
/**
 * Packs Heddle, installs the tarball into an empty project and asks every runtime the same questions. Prints the sizes and cold starts it
 * measured. run.mjs, which says the options, has installed what the checks import.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { askPage, chromium, firefox, fitsIn } from "./checks/browsers.mjs";
import { scriptExample, serverExample, workerExample } from "./checks/examples.mjs";
import { bun, deno, NODES, node } from "./checks/local.mjs";
import { judges, packedFiles, scripts, types } from "./checks/package.mjs";
import { pageExample } from "./checks/page.mjs";
import { sizes } from "./checks/sizes.mjs";
import { askLikeScikitLearn, expectScikitLearn } from "./checks/sklearn.mjs";
import { vercel } from "./checks/vercel.mjs";
import { workerd } from "./checks/workerd.mjs";
import { makeProject } from "./install.mjs";

/** The hashes that every Node's tests compare with too, on any number of threads. */
const GOLDEN = new URL("../golden/hashes.json", import.meta.url);
const pictures = process.argv.find((option) => option.startsWith("--pictures="))?.slice("--pictures=".length);
const outputFile = process.argv.find((option) => option.startsWith("--outputFile="))?.slice("--outputFile=".length);

const folder = mkdtempSync(join(tmpdir(), "heddle-platform-"));
let [passed, failed] = [0, 0];
/** @type {Record<string, unknown>} */
const measured = {};

/**
 * Runs a check to its end, whatever happened before.
 * @template R
 * @param {string} claim
 * @param {() => R | Promise<R>} work
 * @returns {Promise<R | undefined>}
 */
async function check(claim, work) {
  try {
    const result = await work();
    passed++;
    console.log(`ok      ${claim}`);
    return result;
  } catch (error) {
    failed++;
    console.log(`FAILED  ${claim}\n        ${/** @type {Error} */ (error).stack?.replaceAll("\n", "\n        ")}`);
    return undefined;
  }
}

/**
 * @param {unknown} answers
 * @param {unknown} expected
 */
function same(answers, expected) {
  if (!isDeepStrictEqual(answers, expected))
    throw new Error(`answers differ\n${JSON.stringify(answers)}\nexpected\n${JSON.stringify(expected)}`);
}

try {
  const project = makeProject(folder);
  await check("the tarball holds what users need and nothing else", () => packedFiles(project));
  await check("no package of the installation has an install script", () => scripts(project));
  await check("publint and attw find nothing", () => judges(project));
  for (const resolution of ["node16", "nodenext", "bundler"])
    await check(`types are found under ${resolution}`, () => types(project, resolution));
  await check("sizes are within their budgets", () => Object.assign(measured, { sizes: sizes(project) }));

  for (const version of NODES) {
    await check(`Node ${version} fits and predicts the committed bits`, () =>
      same(node.models(project, version), golden()),
    );
  }
  for (const [name, open] of /** @type {const} */ ([
    ["Chromium", chromium],
    ["Firefox", firefox],
  ]))
    await check(`${name} fits and predicts the committed bits`, async () =>
      same(await fitsIn(project, open), golden()),
    );
  const expected = edgeAnswers(golden());
  /** @type {[string, () => any][]} */
  const runtimes = [
    ...NODES.map(
      (version) => /** @type {[string, () => any]} */ ([`Node ${version}`, () => node.edge(project, version)]),
    ),
    ["Node 24, a module of one's own", () => node.slim(project)],
    ["Deno", () => deno(project)],
    ["Bun", () => bun(project)],
    ["workerd", () => workerd(project)],
    ["Vercel's edge runtime", () => vercel(project)],
    ["Chromium, kernels fetched", () => askPage(project, chromium, "heddle/edge")],
    ["Chromium, kernels inline", () => askPage(project, chromium, "heddle/edge/inline")],
    ["Firefox, kernels fetched", () => askPage(project, firefox, "heddle/edge")],
  ];
  askLikeScikitLearn(project);
  /** @type {unknown} */
  let firstAnswers;
  for (const [name, ask] of runtimes) {
    const told = await check(`${name} answers with the committed bits at the edge`, async () => {
      const { answers, slim = answers, cold } = await ask();
      same(answers.bits, expected);
      same(slim.bits, expected);
      if (cold) measured[`cold start, ${name}`] = cold;
      return [answers.sklearn, slim.sklearn];
    });
    await check(`${name} predicts with scikit-learn's models what scikit-learn predicts`, () => {
      if (!told) throw new Error("no answers");
      expectScikitLearn(told[0]);
      firstAnswers ??= told[0];
      for (const answers of told) same(answers, firstAnswers);
    });
  }
  await check("the example for Deno runs", () => scriptExample(project, "deno"));
  await check("the example for Bun runs", () => scriptExample(project, "bun"));
  await check("the example of a Node server runs", () => serverExample(project));
  await check("the example of a Cloudflare Worker runs", () => workerExample(project));
  await check("the example of a browser page does what a visitor asks of it", () => pageExample(project, pictures));
} catch (error) {
  failed++;
  console.error(error);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function golden() {
  return JSON.parse(readFileSync(GOLDEN, "utf8"));
}

/** The edge does not fit. @param {Record<string, Record<string, string>>} answers */
function edgeAnswers(answers) {
  return Object.fromEntries(Object.entries(answers).map(([name, { state: _, file: __, ...rest }]) => [name, rest]));
}

console.log(JSON.stringify(measured, null, 2));
console.log(`${passed} passed, ${failed} failed`);
if (outputFile) {
  const results = { numPassedTests: passed, numFailedTests: failed, numFailedTestSuites: 0, measured };
  writeFileSync(outputFile, JSON.stringify(results, null, 2));
}
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

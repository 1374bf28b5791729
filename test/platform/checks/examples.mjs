// @ts-check
/** The examples as a visitor starts them: each folder by itself, by the two commands of its README, with the tarball for the published package. */
import { spawn } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { run, SAMPLE, tool } from "../install.mjs";

/** @typedef {import("../install.mjs").Project} Project */
/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

const source = fileURLToPath(new URL("../../../examples", import.meta.url));
/** The first of the sample's test images. */
const LABEL = "Ankle boot";
/** The sample stands for the images that a first start fetches. */
const ENV = {
  ...process.env,
  PATH: `${dirname(tool("node-24/bin/node"))}:${process.env.PATH}`,
  HEDDLE_DATA_DIR: SAMPLE,
  npm_config_prefer_offline: "true",
};

/** A copy of one example's folder, after the first command. @param {Project} project @param {string} name */
export function prepare({ folder, tarball }, name) {
  const here = join(folder, "../examples", name);
  const local = /\/(node_modules|build|sample|package-lock\.json|image\.bin|model\.safetensors)$/;
  cpSync(join(source, name), here, { recursive: true, filter: (path) => !local.test(path.slice(source.length)) });
  const manifest = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  manifest.dependencies.heddle = `file:${tarball}`;
  writeFileSync(join(here, "package.json"), JSON.stringify(manifest));
  run("sh", ["-c", commands(here)[0]], here, ENV);
  return here;
}

/** @param {string} here */
function commands(here) {
  const [, ...found] = readFileSync(join(here, "README.md"), "utf8").match(/```sh\n(.+)\n(.+)\n```/) ?? [];
  if (found.length !== 2) throw new Error(`${here}/README.md has no two commands`);
  return found;
}

/** The second command. @param {string} here @param {Record<string, string>} [env] */
export function start(here, env) {
  // A group of its own, because npm starts a shell that starts the program.
  return spawn("sh", ["-c", commands(here)[1]], {
    cwd: here,
    env: { ...ENV, ...env },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
}

/** With all that it started. @param {ChildProcess} program */
export function stop({ pid, exitCode }) {
  if (pid && exitCode === null) process.kill(-pid);
}

/** @param {unknown} said */
function expectLabel(said) {
  if (said !== LABEL) throw new Error(`the image is said to be ${JSON.stringify(said)}, not ${LABEL}`);
}

/** An example that prints the class. @param {Project} project @param {"bun" | "deno"} name */
export async function scriptExample(project, name) {
  const script = start(prepare(project, name));
  let printed = "";
  for await (const chunk of /** @type {import("node:stream").Readable} */ (script.stdout)) printed += chunk;
  expectLabel(printed.trim().split("\n").at(-1));
}

/** @param {Project} project */
export async function serverExample(project) {
  const chances = await posted(prepare(project, "node-server"));
  expectLabel(Object.keys(chances).reduce((best, label) => (chances[label] > chances[best] ? label : best)));
}

/** @param {Project} project */
export async function workerExample(project) {
  expectLabel(await posted(prepare(project, "cloudflare-worker")));
}

/** What the server answers to the request of the README; it may take its time to fit and to start. @param {string} here */
async function posted(here) {
  const [, file, url] = readFileSync(join(here, "README.md"), "utf8").match(/`curl --data-binary @(\S+) (\S+)`/) ?? [];
  const server = start(here);
  server.stdout?.resume();
  try {
    for (let left = 300; ; left--) {
      try {
        const response = await fetch(url, { method: "POST", body: readFileSync(join(here, file)) });
        const answer = /** @type {any} */ (await response.json());
        if (!response.ok) throw new Error(JSON.stringify(answer));
        return answer;
      } catch (error) {
        if (left === 0 || server.exitCode !== null) throw error;
        await wait(100);
      }
    }
  } finally {
    stop(server);
  }
}

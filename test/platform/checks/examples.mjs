// @ts-check
/** The examples as they stand, with the tarball in place of the repository. */
import { spawn } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { run, SAMPLE, tool } from "../install.mjs";

/** @typedef {import("../install.mjs").Project} Project */

const source = fileURLToPath(new URL("../../../examples", import.meta.url));
/** The first of the sample's test images. */
const LABEL = "Ankle boot";
export const NODE = tool("node-24/bin/node");

/** A copy of one example beside the installed package, its model fitted. @param {Project} project @param {string} name */
export function prepare({ folder }, name) {
  const examples = join(folder, "examples");
  cpSync(source, examples, { recursive: true, filter: (path) => !path.includes("node_modules") });
  const here = join(examples, name);
  run(NODE, ["../train.mjs", SAMPLE], here);
  return here;
}

/** @param {string} said */
function expectLabel(said) {
  if (said !== LABEL) throw new Error(`the image is said to be ${JSON.stringify(said)}, not ${LABEL}`);
}

/** @param {Project} project */
export function denoExample(project) {
  const here = prepare(project, "deno");
  const options = ["run", "--node-modules-dir=manual", "--allow-read=.", "--no-lock", "main.mjs"];
  expectLabel(run(tool("@deno/linux-x64-glibc/deno"), options, here).trim());
}

/** @param {Project} project */
export function bunExample(project) {
  expectLabel(run(tool("@oven/bun-linux-x64/bin/bun"), ["main.mjs"], prepare(project, "bun")).trim());
}

/** @param {Project} project */
export async function serverExample(project) {
  const here = prepare(project, "node-server");
  const chances = await posted(here, NODE, ["server.mjs"], "http://127.0.0.1:8080");
  expectLabel(Object.keys(chances).reduce((best, label) => (chances[label] > chances[best] ? label : best)));
}

/** Bundled by the command of its package.json. @param {Project} project */
export async function workerExample(project) {
  const here = prepare(project, "cloudflare-worker");
  const { scripts } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const [, bundle] = /** @type {string} */ (scripts.start).split(" && ");
  run(tool("@esbuild/linux-x64/bin/esbuild"), bundle.split(" ").slice(1), here);
  const workerd = tool("@cloudflare/workerd-linux-64/bin/workerd");
  expectLabel(await posted(here, workerd, ["serve", "config.capnp"], "http://127.0.0.1:8787"));
}

/** What a server answers to the image; it may take its time to start. @param {string} cwd @param {string} command @param {string[]} args @param {string} url */
async function posted(cwd, command, args, url) {
  const server = spawn(command, args, { cwd, stdio: "ignore" });
  try {
    for (let left = 100; ; left--) {
      try {
        const response = await fetch(url, { method: "POST", body: readFileSync(join(cwd, "image.bin")) });
        const answer = /** @type {any} */ (await response.json());
        if (!response.ok) throw new Error(JSON.stringify(answer));
        return answer;
      } catch (error) {
        if (left === 0 || server.exitCode !== null) throw error;
        await wait(100);
      }
    }
  } finally {
    server.kill();
  }
}

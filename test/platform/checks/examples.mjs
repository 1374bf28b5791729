// @ts-check
/** The examples as a visitor starts them, with the tarball in place of the clone and the runtimes in place of those that npm would install. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { SAMPLE, tool } from "../install.mjs";

/** @typedef {import("../install.mjs").Project} Project */
/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

const source = fileURLToPath(new URL("../../../examples", import.meta.url));
/** The first of the sample's test images. */
const LABEL = "Ankle boot";
const PROGRAMS = {
  bun: "@oven/bun-linux-x64/bin/bun",
  deno: "@deno/linux-x64-glibc/deno",
  esbuild: "@esbuild/linux-x64/bin/esbuild",
  node: "node-24/bin/node",
  workerd: "@cloudflare/workerd-linux-64/bin/workerd",
};

/** The folder of one example, in copies of the examples, the images and the programs beside the installed package. @param {Project} project @param {string} name */
export function prepare({ folder }, name) {
  if (!existsSync(join(folder, "bin"))) {
    cpSync(source, join(folder, "examples"), { recursive: true, filter: (path) => !path.includes("node_modules") });
    cpSync(SAMPLE, join(folder, "test/fixtures/fashion-mnist-sample"), { recursive: true });
    mkdirSync(join(folder, "bin"));
    for (const [program, path] of Object.entries(PROGRAMS)) symlinkSync(tool(path), join(folder, "bin", program));
  }
  return join(folder, "examples", name);
}

/** The second command of the README; the first one installs. @param {string} here @param {Record<string, string>} [env] */
export function start(here, env) {
  const [, command] = readFileSync(join(here, "README.md"), "utf8").match(/```sh\n.+\n(.+)\n```/) ?? [];
  if (!command) throw new Error(`${here}/README.md has no two commands`);
  const PATH = `${join(here, "../../bin")}:${process.env.PATH}`;
  // A group of its own, because npm starts a shell that starts the program.
  return spawn("sh", ["-c", command], {
    cwd: here,
    env: { ...process.env, ...env, PATH },
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

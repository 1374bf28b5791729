// @ts-check
/** The parent's side of a contender's process. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
/** The pinned Node of the development dependencies, whatever Node runs the harness. */
const PINNED_NODE = here("../../node_modules/.bin/node");
const NODE = existsSync(PINNED_NODE) ? PINNED_NODE : process.execPath;
const STDERR_KEPT = 2000;
/** @type {Set<import("node:child_process").ChildProcess>} */
const alive = new Set();

process.on("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) process.on(signal, () => process.exit(1));

/** Kernels of OpenBLAS for this processor: its own detection fails on processors newer than itself and falls back to SSE. */
function openblasCore() {
  const flags = process.platform === "linux" ? readFileSync("/proc/cpuinfo", "utf8") : "";
  if (/\bavx512vl\b/.test(flags)) return "SkylakeX";
  return /\bavx2\b/.test(flags) ? "Haswell" : undefined;
}

/** @param {import("../types.d.ts").Variant} variant */
function environment({ contender, threads }) {
  const core = process.env.OPENBLAS_CORETYPE ?? openblasCore();
  const counts = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BENCH_THREADS"];
  return {
    ...process.env,
    ...(core && { OPENBLAS_CORETYPE: core }),
    ...Object.fromEntries(counts.map((name) => [name, String(threads)])),
    ...contender.env,
  };
}

/**
 * @param {import("../types.d.ts").Variant} variant
 * @returns {[string, string[]]}
 */
function command({ contender, threads, turbo }) {
  const args = [contender.module, String(threads), String(turbo), JSON.stringify(contender.settings ?? {})];
  if (contender.runtime === "python")
    return [process.env.PYTHON ?? "/usr/bin/python3", [here("../python/serve.py"), ...args]];
  return [NODE, ["--no-warnings", here("../child/serve.mjs"), ...args]];
}

export class Child {
  /** @param {import("../types.d.ts").Variant} variant */
  constructor(variant) {
    const [program, args] = command(variant);
    this.process = spawn(program, args, { stdio: ["pipe", "ignore", "pipe", "pipe"], env: environment(variant) });
    this.stderr = "";
    /** @type {((reply: any) => void) | undefined} */
    this.settle = undefined;
    this.ended = false;
    this.#listen();
  }

  #listen() {
    const { process: child } = this;
    alive.add(child);
    const [, , errors, replies] = /** @type {import("node:stream").Readable[]} */ (
      /** @type {unknown} */ (child.stdio)
    );
    createInterface({ input: replies }).on("line", (line) => this.settle?.(JSON.parse(line)));
    errors.on("data", (chunk) => {
      this.stderr = (this.stderr + chunk).slice(-STDERR_KEPT);
    });
    child.stdin?.on("error", () => {}); // A process that died is reported by its "close".
    child.on("error", (error) => this.#end(error.message));
    child.on("close", (code, signal) =>
      this.#end(`its process ended with ${signal ?? code}: ${lastLine(this.stderr)}`),
    );
  }

  /** @param {string} why */
  #end(why) {
    this.ended = true;
    this.why ??= why;
    alive.delete(this.process);
    this.settle?.({ error: this.why });
  }

  /**
   * The reply, or `{ error }`; never rejects.
   * @param {object} message
   * @param {number} limitMs
   * @returns {Promise<any>}
   */
  request(message, limitMs) {
    if (this.ended) return Promise.resolve({ error: this.why });
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.why = `no answer within ${limitMs / 1000} s`;
        this.process.kill("SIGKILL");
      }, limitMs);
      this.settle = (reply) => {
        clearTimeout(timer);
        this.settle = undefined;
        resolve(reply);
      };
      this.process.kill("SIGCONT");
      this.process.stdin?.write(`${JSON.stringify(message)}\n`);
    });
  }

  /** Takes the process off the cores while others are timed, whatever its threads are spinning on. */
  pause() {
    if (!this.ended) this.process.kill("SIGSTOP");
  }

  /** Ends the process and waits for that. */
  async close() {
    if (this.ended) return;
    const closed = new Promise((resolve) => this.process.once("close", resolve));
    this.process.kill("SIGKILL");
    await closed;
  }
}

/** @param {string} text */
function lastLine(text) {
  const lines = text.trim().split("\n").filter(Boolean);
  return lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? "nothing was printed";
}

/** Of the Node that contenders run on. */
export function nodeVersion() {
  return execFileSync(NODE, ["--version"], { encoding: "utf8" }).trim();
}

/** `heddle worker` as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { ROOT } from "../support/cli.js";

export const PACKAGES: string = fileURLToPath(new URL("./packages.mjs", import.meta.url));

export interface WorkerSettings {
  readonly url: string;
  readonly cacheDir: string;
  readonly args?: readonly string[];
  readonly env?: Record<string, string>;
  /** Where Heddle is. */
  readonly root?: string;
}

export class WorkerProcess {
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #changes = new EventEmitter();
  #output = "";

  private constructor({ url, cacheDir, args = [], env = {}, root = ROOT }: WorkerSettings) {
    const own = ["worker", "--redis", url, "--threads", "1", "--no-turbo", "--lock", "2", "--cache-dir", cacheDir];
    this.#child = spawn(process.execPath, ["--import", PACKAGES, `${root}dist/cli/main.js`, ...own, ...args], {
      env: { ...process.env, ...env },
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.on("data", (chunk) => {
        this.#output += chunk;
        this.#changes.emit("change");
      });
    }
    this.ended = new Promise((resolve) => this.#child.once("close", (code) => resolve(code)));
    this.ended.then(() => this.#changes.emit("change"));
  }

  /** Resolves when it serves. */
  static async start(settings: WorkerSettings): Promise<WorkerProcess> {
    const worker = new WorkerProcess(settings);
    await worker.says(/threads for/);
    return worker;
  }

  static spawn(settings: WorkerSettings): WorkerProcess {
    return new WorkerProcess(settings);
  }

  /** All that it has printed. */
  get output(): string {
    return this.#output;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when its output matches so many times; rejects when it ends before. */
  async says(pattern: RegExp, times = 1): Promise<void> {
    while ((this.#output.match(new RegExp(pattern, "g")) ?? []).length < times) {
      if (!this.running) throw new Error(`the worker ended; it said: ${this.#output}`);
      await once(this.#changes, "change");
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async stop(): Promise<void> {
    this.kill("SIGKILL");
    await this.ended;
  }
}

/** Runs the built command line as a user does. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const SAMPLE_DIR = fileURLToPath(new URL("../fixtures/fashion-mnist-sample", import.meta.url));

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Sends SIGINT as soon as the standard error output matches. */
  readonly interruptAt?: RegExp;
  /** Does this as soon as the standard error output matches. */
  readonly onMatch?: { readonly pattern: RegExp; run(): void };
  /** Sends SIGKILL, which no process can answer, so many milliseconds after so many lines of standard error output. */
  readonly killAt?: { readonly lines: number; readonly delay: number };
}

/** `heddle ...args`, on the sample unless `env` says otherwise. */
export function runCli(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return runNode([`${ROOT}dist/cli/main.js`, ...args], options);
}

export function runNode(
  args: readonly string[],
  { env = {}, cwd = ROOT, interruptAt, onMatch, killAt }: RunOptions = {},
): Promise<Run> {
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, HEDDLE_DATA_DIR: SAMPLE_DIR, ...env } });
  let stdout = "";
  let stderr = "";
  let interrupted = false;
  let matched = false;
  let killed = false;
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    if (!interrupted && interruptAt?.test(stderr)) {
      interrupted = true;
      child.kill("SIGINT");
    }
    if (onMatch && !matched && onMatch.pattern.test(stderr)) {
      matched = true;
      onMatch.run();
    }
    if (killAt && !killed && stderr.split("\n").length > killAt.lines) {
      killed = true;
      setTimeout(() => child.kill("SIGKILL"), killAt.delay);
    }
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

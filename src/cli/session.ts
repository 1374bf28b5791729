/** What every working command shares: engine options, cancelling by Ctrl-C, and a clean end. */
import { type Command, InvalidArgumentError } from "commander";
import { close, init } from "../index.js";

export interface EngineOptions {
  readonly threads?: number;
  /** Commander sets this to false for --no-turbo. */
  readonly turbo: boolean;
}

export function addEngineOptions(command: Command): Command {
  return command
    .option("--threads <n>", "threads to compute with; 0 computes in the main thread (default: all cores)", parseCount)
    .option("--no-turbo", "do not ask V8 for 256-bit operations");
}

/** Runs `work` on a started engine, with a signal that Ctrl-C or a polite kill fires. A second Ctrl-C ends the process at once. */
export async function withSession<T>(options: EngineOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () => {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    controller.abort();
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    await init({ threads: options.threads, turbo: options.turbo });
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
    await close();
  }
}

export function parseCount(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < 0)
    throw new InvalidArgumentError("It must be an integer of 0 or more.");
  return value;
}

/** Keeps every finished experiment, so that a study that was stopped goes on where it was. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ResourceError } from "../core/errors.js";
import { removeStaleTemporaries, writeFileAtomic } from "../data/atomic-write.js";
import type { StepId } from "./results.js";

/** What identifies an experiment, or a part of one. */
export interface ExperimentKey {
  readonly id: string;
  /** Everything its result depends on besides the store's basis. */
  readonly settings: object;
}

export interface Stored<T> {
  readonly result: T;
  /** What it took to compute. */
  readonly seconds: number;
}

interface Entry<T> extends Stored<T>, ExperimentKey {
  /** Step that computed it. */
  readonly step: StepId;
  /** SHA-256 of all the others, as JSON: a bit that flips on the disk must not end up in a report. */
  readonly digest: string;
}

export class ExperimentStore {
  readonly #directory: string;
  /** What every result depends on besides its own settings: data, code version, seed. */
  readonly #basis: object;

  constructor(directory: string, basis: object) {
    this.#directory = directory;
    this.#basis = basis;
  }

  /** The stored result of an experiment with exactly these settings, if there is one. A damaged file counts as none. */
  async load<T>(key: ExperimentKey): Promise<Stored<T> | undefined> {
    const entry = await readEntry<T>(this.#path(key));
    const asked = entry?.id === key.id && JSON.stringify(entry.settings) === JSON.stringify(key.settings);
    return asked ? { result: entry.result, seconds: entry.seconds } : undefined;
  }

  async save<T>(step: StepId, { id, settings }: ExperimentKey, { result, seconds }: Stored<T>): Promise<void> {
    try {
      await mkdir(this.#directory, { recursive: true });
    } catch (cause) {
      throw new ResourceError(`study: cannot create ${this.#directory}: ${(cause as Error).message}`, { cause });
    }
    const content = { step, id, settings, seconds, result };
    const entry: Entry<T> = { ...content, digest: digestOf(content) };
    await writeFileAtomic(this.#path({ id, settings }), JSON.stringify(entry));
  }

  /** Removes what a process that was killed has left half written. */
  tidy(): Promise<void> {
    return removeStaleTemporaries(this.#directory);
  }

  /** Forgets what these steps computed, or everything. */
  async clear(steps?: readonly StepId[]): Promise<void> {
    if (steps === undefined) return rm(this.#directory, { recursive: true, force: true });
    for (const name of await readdir(this.#directory).catch(() => [])) {
      const path = join(this.#directory, name);
      const entry = await readEntry(path);
      if (entry === undefined || steps.includes(entry.step)) await rm(path, { force: true });
    }
  }

  #path({ id, settings }: ExperimentKey): string {
    const hash = createHash("sha256").update(JSON.stringify([this.#basis, id, settings]));
    return join(this.#directory, `${id}-${hash.digest("hex").slice(0, 16)}.json`);
  }
}

/** Undefined unless the file is there and as it was written. */
async function readEntry<T>(path: string): Promise<Entry<T> | undefined> {
  try {
    const text = await readFile(path, "utf8");
    const entry = JSON.parse(text) as Entry<T>;
    const { digest, ...content } = entry;
    // What is written anew has the same text, but for a number such as 1e999, which becomes null.
    return digest === digestOf(content) && text === JSON.stringify(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function digestOf(content: Omit<Entry<unknown>, "digest">): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("hex");
}

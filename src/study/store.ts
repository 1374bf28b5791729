/** Keeps every finished experiment, so that a study that was stopped goes on where it was. */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { ResourceError } from "../core/errors.js";
import { writeFileAtomic } from "../data/atomic-write.js";

export class ExperimentStore {
  readonly #directory: string;
  /** What every result depends on besides its own settings: data, code version, seed. */
  readonly #basis: object;

  constructor(directory: string, basis: object) {
    this.#directory = directory;
    this.#basis = basis;
  }

  /** The stored result of an experiment with exactly these settings, if there is one. A damaged file counts as none. */
  async load<T>(id: string, settings: object): Promise<T | undefined> {
    try {
      const record = JSON.parse(await readFile(this.#path(id, settings), "utf8")) as { id: string; result: T };
      return record.id === id ? record.result : undefined;
    } catch {
      return undefined;
    }
  }

  async save<T>(id: string, settings: object, result: T): Promise<void> {
    try {
      await mkdir(this.#directory, { recursive: true });
    } catch (cause) {
      throw new ResourceError(`study: cannot create ${this.#directory}: ${(cause as Error).message}`, { cause });
    }
    await writeFileAtomic(this.#path(id, settings), JSON.stringify({ id, settings, result }));
  }

  async clear(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  #path(id: string, settings: object): string {
    const key = createHash("sha256")
      .update(JSON.stringify([this.#basis, id, settings]))
      .digest("hex")
      .slice(0, 16);
    return join(this.#directory, `${id}-${key}.json`);
  }
}

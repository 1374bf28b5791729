/** Where the Fashion-MNIST files are looked for, in which order, and what is said when they are nowhere. */
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { AbortError, HeddleError, ResourceError } from "../core/errors.js";
import { removeStaleTemporaries, writeFileAtomic } from "./atomic-write.js";
import { withDebianPackage } from "./debian-package.js";
import { download } from "./download.js";
import { maxDistributedBytes, type PublishedFile, readPublished, unpack, verify } from "./fashion-mnist-files.js";

export const DEBIAN_PACKAGE = "dataset-fashion-mnist";
const DEBIAN_FOLDER = "usr/share/datasets/fashion-mnist";

/** How far a download is; `totalBytes` is undefined when the server does not say. */
export interface DataProgress {
  /** The address, or the command that fetches. */
  readonly source: string;
  readonly file: string;
  readonly bytes: number;
  readonly totalBytes: number | undefined;
}

/** What a search needs to know about the machine and the caller's wishes. */
export interface SearchPlan {
  readonly files: readonly PublishedFile[];
  readonly cacheFolder: string;
  /** Root of the file system in which Debian's package may be installed. */
  readonly systemRoot: string;
  /** Base addresses under which the .gz files lie. */
  readonly mirrors: readonly string[];
  readonly offline: boolean;
  readonly stallMs: number;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly signal?: AbortSignal;
  onProgress(progress: DataProgress): void;
  onWarning(message: string): void;
}

/** Decompressed, verified files by name. */
export type FoundFiles = ReadonlyMap<string, Uint8Array>;

/** One search: what has been found so far, and what each failed attempt said. */
class Search {
  readonly found = new Map<string, Uint8Array>();
  readonly attempts: string[] = [];
  #cacheBroken = false;
  readonly plan: SearchPlan;

  constructor(plan: SearchPlan) {
    this.plan = plan;
  }

  get missing(): readonly PublishedFile[] {
    return this.plan.files.filter((file) => !this.found.has(file.name));
  }

  /** Runs one attempt; its failure is remembered unless the caller has cancelled. */
  async attempt(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (this.plan.signal?.aborted) throw new AbortError("loadFashionMnist", { cause: error });
      if (!(error instanceof HeddleError)) throw error;
      this.attempts.push(error.message);
      return false;
    }
  }

  /** Proves `raw` genuine and keeps it. */
  async accept(file: PublishedFile, raw: Uint8Array, name: string): Promise<void> {
    await verify(raw, file, name);
    this.found.set(file.name, raw);
  }

  /** Keeps the distributed form for next time. A cache that cannot be written is a warning, once. */
  async store(fileName: string, bytes: Uint8Array): Promise<void> {
    if (this.#cacheBroken) return;
    const { cacheFolder } = this.plan;
    try {
      await mkdir(cacheFolder, { recursive: true });
      await removeStaleTemporaries(cacheFolder);
      await writeFileAtomic(join(cacheFolder, fileName), bytes);
    } catch (error) {
      this.#cacheBroken = true;
      this.plan.onWarning(`Fashion-MNIST is used from memory, not kept: ${(error as Error).message}`);
    }
  }
}

/**
 * Finds all four files: in the cache, in Debian's installed package, at the mirrors, in Debian's package from apt.
 * Each file is taken from the first source that has a genuine copy, so an interrupted download goes on at the next file.
 * @throws ResourceError listing every attempt with its reason. @throws AbortError.
 */
export async function findFiles(plan: SearchPlan): Promise<FoundFiles> {
  const search = new Search(plan);
  await searchFolder(search, plan.cacheFolder, "the cache");
  await searchFolder(search, join(plan.systemRoot, DEBIAN_FOLDER), `the Debian package ${DEBIAN_PACKAGE}`);
  if (plan.offline) search.attempts.push("network: not tried (offline)");
  else await searchNetwork(search);
  if (search.missing.length > 0) throw new ResourceError(failure(search));
  return search.found;
}

async function searchFolder(search: Search, folder: string, title: string): Promise<void> {
  if (search.missing.length === 0) return;
  const there = await stat(folder).catch(() => undefined);
  if (!there?.isDirectory()) {
    search.attempts.push(`${folder} (${title}): no such folder`);
    return;
  }
  for (const file of search.missing) {
    await search.attempt(async () => {
      const { path, raw } = await readPublished(folder, file, search.plan.signal);
      await search.accept(file, raw, path);
    });
  }
}

async function searchNetwork(search: Search): Promise<void> {
  for (const mirror of search.plan.mirrors) await searchMirror(search, mirror);
  if (search.missing.length > 0) await search.attempt(() => fetchDebianPackage(search));
}

/** Takes what is missing from one mirror, up to its first failure. */
async function searchMirror(search: Search, mirror: string): Promise<void> {
  for (const file of search.missing) {
    if (!(await search.attempt(() => fetchFile(search, mirror, file)))) return;
  }
}

async function fetchFile(search: Search, mirror: string, file: PublishedFile): Promise<void> {
  const { signal, stallMs, onProgress } = search.plan;
  const name = `${file.name}.gz`;
  const url = `${mirror.replace(/\/+$/, "")}/${name}`;
  const bytes = await download(url, {
    signal,
    stallMs,
    maxBytes: maxDistributedBytes(file),
    onBytes: (received, totalBytes) => onProgress({ source: url, file: name, bytes: received, totalBytes }),
  });
  await search.accept(file, await unpack(bytes, file, url), url);
  await search.store(name, bytes);
}

async function fetchDebianPackage(search: Search): Promise<void> {
  const { env, platform, signal, onProgress } = search.plan;
  const source = `apt-get download ${DEBIAN_PACKAGE}`;
  const onBytes = (bytes: number) => onProgress({ source, file: DEBIAN_PACKAGE, bytes, totalBytes: undefined });
  await withDebianPackage(DEBIAN_PACKAGE, { env, platform, signal, onBytes }, async (root) => {
    for (const file of search.missing) {
      const { path, raw, distributed } = await readPublished(join(root, DEBIAN_FOLDER), file, signal);
      await search.accept(file, raw, path);
      await search.store(path.endsWith(".gz") ? `${file.name}.gz` : file.name, distributed);
    }
  });
}

function failure(search: Search): string {
  const names = search.plan.files.map((file) => `${file.name}.gz`).join(", ");
  return [
    "loadFashionMnist: could not find or fetch Fashion-MNIST. Tried:",
    ...search.attempts.map((attempt) => `  - ${attempt}`),
    `By hand: put ${names} from https://github.com/zalandoresearch/fashion-mnist (data/fashion), or from the Debian ` +
      `package ${DEBIAN_PACKAGE}, into one folder, and name it in the option dir or the variable HEDDLE_DATA_DIR.`,
  ].join("\n");
}

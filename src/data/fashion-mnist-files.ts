/** The four published files of Fashion-MNIST: their names, what is in them, and how one is read and proved genuine. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { FormatError, ResourceError } from "../core/errors.js";
import { gunzip, plainBytes } from "./gunzip.js";
import { isGzip } from "./idx.js";

export interface PublishedFile {
  /** Name of the decompressed file; the distributed one has `.gz` appended. */
  readonly name: string;
  /** Size of the decompressed file. */
  readonly bytes: number;
  /** SHA-256 of the decompressed file: the .gz files differ between distributors. */
  readonly sha256: string;
}

const TRAIN_ROWS = 60_000;
const TEST_ROWS = 10_000;
const IMAGE_BYTES = 28 * 28;
const IMAGES_HEADER = 16;
const LABELS_HEADER = 8;

/** The four files that make up a data set of this format. */
export type PublishedSet = Readonly<Record<"trainImages" | "trainLabels" | "testImages" | "testLabels", PublishedFile>>;

export const FASHION_MNIST_FILES: PublishedSet = {
  trainImages: {
    name: "train-images-idx3-ubyte",
    bytes: IMAGES_HEADER + TRAIN_ROWS * IMAGE_BYTES,
    sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
  },
  trainLabels: {
    name: "train-labels-idx1-ubyte",
    bytes: LABELS_HEADER + TRAIN_ROWS,
    sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  },
  testImages: {
    name: "t10k-images-idx3-ubyte",
    bytes: IMAGES_HEADER + TEST_ROWS * IMAGE_BYTES,
    sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
  },
  testLabels: {
    name: "t10k-labels-idx1-ubyte",
    bytes: LABELS_HEADER + TEST_ROWS,
    sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
  },
};

/** Room for the gzip framing of data that does not compress. */
const GZIP_OVERHEAD = 1 << 16;

/** Most bytes the distributed form of `file` may have. */
export function maxDistributedBytes(file: PublishedFile): number {
  return file.bytes + GZIP_OVERHEAD;
}

/** The decompressed content of `bytes`, which may be gzip or plain. Throws FormatError when it is damaged or too long. */
export async function unpack(bytes: Uint8Array, file: PublishedFile, name: string): Promise<Uint8Array> {
  if (isGzip(bytes)) return gunzip(bytes, name, file.bytes);
  return plainBytes(bytes);
}

/** Throws FormatError unless `raw` is the published file, bit for bit. */
export async function verify(raw: Uint8Array, file: PublishedFile, name: string): Promise<void> {
  if (raw.length !== file.bytes) {
    throw new FormatError(`${name}: ${raw.length} bytes decompressed; the published file has ${file.bytes}`);
  }
  const digest = await crypto.subtle.digest("SHA-256", raw as Uint8Array<ArrayBuffer>);
  const sha256 = Buffer.from(digest).toString("hex");
  if (sha256 !== file.sha256) {
    throw new FormatError(
      `${name}: SHA-256 of the decompressed file is ${sha256}; the published one is ${file.sha256}`,
    );
  }
}

export interface PublishedContent {
  readonly path: string;
  /** The bytes of the file at `path`. */
  readonly distributed: Uint8Array;
  /** The same decompressed. */
  readonly raw: Uint8Array;
}

/**
 * Content of `file` in `folder`, from its .gz or its plain form.
 * @throws ResourceError when neither is there or can be read. @throws FormatError when it is damaged or too long.
 */
export async function readPublished(
  folder: string,
  file: PublishedFile,
  signal?: AbortSignal,
): Promise<PublishedContent> {
  for (const path of [join(folder, `${file.name}.gz`), join(folder, file.name)]) {
    const bytes = await readBounded(path, maxDistributedBytes(file), signal);
    if (bytes !== undefined) return { path, distributed: bytes, raw: await unpack(bytes, file, path) };
  }
  throw new ResourceError(`${folder}: has no ${file.name}.gz, nor ${file.name}`);
}

/** Content of `path`, or undefined when there is no such file. */
async function readBounded(path: string, maxBytes: number, signal?: AbortSignal): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) throw new FormatError(`${path}: ${size} bytes; at most ${maxBytes} are expected`);
    return await readFile(path, { signal });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") return undefined;
    if (error instanceof FormatError || signal?.aborted) throw error;
    throw new ResourceError(`cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

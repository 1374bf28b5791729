/** Fashion-MNIST as matrices: found, fetched if need be, verified, decoded. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { FormatError, ResourceError, ShapeError, throwIfAborted } from "../core/errors.js";
import { type Matrix, matrix, scaled } from "../core/matrix.js";
import { bool, checkParams, optional, type Rule } from "../core/params.js";
import { cacheDirectory } from "./cache-dir.js";
import {
  FASHION_MNIST_FILES,
  type PublishedFile,
  type PublishedSet,
  readPublished,
  verify,
} from "./fashion-mnist-files.js";
import { type DataProgress, type FoundFiles, findFiles } from "./fashion-mnist-search.js";
import { parseIdx } from "./idx.js";

export interface LabelledImages {
  /** Pixels as bytes that count as 0 (white ground) … 1, one image of 28 × 28 a row, row-major. */
  readonly X: Matrix<Uint8Array>;
  /** Classes 0 … 9, one per row. */
  readonly y: Uint8Array;
}

export interface FashionMnist {
  /** 60,000 rows as published. */
  readonly train: LabelledImages;
  /** 10,000 rows as published. */
  readonly test: LabelledImages;
  /** Names of the classes 0 … 9. */
  readonly classNames: readonly string[];
}

export interface LoadFashionMnistOptions {
  /** Folder with the four files, .gz or decompressed. Nothing else is tried. Default: the variable HEDDLE_DATA_DIR. */
  readonly dir?: string;
  /** Where downloads are kept, in a subfolder. Default: `~/.cache/heddle`, or what the platform uses instead. */
  readonly cacheDir?: string;
  /** Do not use the network. */
  readonly offline?: boolean;
  /** Addresses of folders with the four .gz files, tried in this order instead of the publisher's. */
  readonly mirrors?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DataProgress) => void;
  /** Hears that the cache cannot be written. Default: a process warning. */
  readonly onWarning?: (message: string) => void;
}

/** What the loader takes from its surroundings. */
export interface Host {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly systemRoot: string;
  /** Milliseconds of silence after which a download is given up. */
  readonly stallMs: number;
  /** What the four files are and how the genuine ones are known. */
  readonly published: PublishedSet;
}

const THIS_HOST: Host = {
  env: process.env,
  platform: process.platform,
  systemRoot: "/",
  stallMs: 30_000,
  published: FASHION_MNIST_FILES,
};

/** The publisher's bucket and repository. Its website address serves plain HTTP only. */
const PUBLISHER = [
  "https://fashion-mnist.s3.eu-central-1.amazonaws.com",
  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
];

/** Min-max scaling of bytes: 0 … 255 count as 0 … 1. */
const PIXEL_SCALE = 1 / 255;

export const FASHION_MNIST_CLASS_NAMES: readonly string[] = Object.freeze([
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
]);

/**
 * The Fashion-MNIST data set (Xiao, Rasul & Vollgraf 2017).
 *
 * Looks in `dir` or HEDDLE_DATA_DIR and nowhere else if one is given; otherwise in the cache, in Debian's package
 * `dataset-fashion-mnist`, at the publisher's addresses, and last fetches Debian's package with apt. Whatever comes from
 * there is checked against the published SHA-256. A folder given by hand may hold fewer images than the published set, which then
 * go unchecked except for their format; files of the published size are checked like the rest.
 * @throws ResourceError when files are missing or nothing could be fetched; FormatError when one is damaged or not Fashion-MNIST;
 * ShapeError when images and labels differ in number; AbortError when `signal` fires; ParameterError for a bad option.
 */
export function loadFashionMnist(options: LoadFashionMnistOptions = {}): Promise<FashionMnist> {
  return loadFashionMnistOn(THIS_HOST, options);
}

/** `loadFashionMnist` for a given host. */
export async function loadFashionMnistOn(host: Host, options: LoadFashionMnistOptions): Promise<FashionMnist> {
  checkOptions(options);
  throwIfAborted(options.signal, "loadFashionMnist");
  const dir = options.dir ?? (host.env.HEDDLE_DATA_DIR || undefined);
  const files = dir === undefined ? await search(host, options) : await readFolder(dir, host.published, options.signal);
  return decode(files, host.published, dir ?? "Fashion-MNIST");
}

function search(host: Host, options: LoadFashionMnistOptions): Promise<FoundFiles> {
  return findFiles({
    ...host,
    files: Object.values(host.published),
    cacheFolder: join(options.cacheDir ?? cacheDirectory(host.env, host.platform), "fashion-mnist"),
    mirrors: options.mirrors ?? PUBLISHER,
    offline: options.offline ?? false,
    signal: options.signal,
    onProgress: options.onProgress ?? (() => undefined),
    onWarning: options.onWarning ?? ((message) => process.emitWarning(message, "HeddleWarning")),
  });
}

async function readFolder(dir: string, published: PublishedSet, signal?: AbortSignal): Promise<FoundFiles> {
  const there = await stat(dir).catch(() => undefined);
  if (!there?.isDirectory()) {
    throw new ResourceError(
      `loadFashionMnist: ${dir} is not a folder; dir (or HEDDLE_DATA_DIR) must hold the four files`,
    );
  }
  const found = new Map<string, Uint8Array>();
  for (const file of Object.values(published)) {
    try {
      const { path, raw } = await readPublished(dir, file, signal);
      if (raw.length === file.bytes) await verify(raw, file, path);
      found.set(file.name, raw);
    } catch (error) {
      throwIfAborted(signal, "loadFashionMnist");
      if (error instanceof ResourceError)
        throw new ResourceError(`loadFashionMnist: ${error.message}`, { cause: error });
      if (error instanceof FormatError) throw new FormatError(`loadFashionMnist: ${error.message}`, { cause: error });
      throw error;
    }
  }
  return found;
}

function decode(files: FoundFiles, published: PublishedSet, place: string): FashionMnist {
  return {
    train: decodeSplit(files, published.trainImages, published.trainLabels, place),
    test: decodeSplit(files, published.testImages, published.testLabels, place),
    classNames: FASHION_MNIST_CLASS_NAMES,
  };
}

function decodeSplit(
  files: FoundFiles,
  imagesFile: PublishedFile,
  labelsFile: PublishedFile,
  place: string,
): LabelledImages {
  const images = parseIdx(files.get(imagesFile.name)!, `loadFashionMnist: ${imagesFile.name} of ${place}`);
  const labels = parseIdx(files.get(labelsFile.name)!, `loadFashionMnist: ${labelsFile.name} of ${place}`);
  const [rows, height, width] = images.shape;
  if (images.shape.length !== 3 || rows === 0 || height !== 28 || width !== 28) {
    throw new ShapeError(
      `loadFashionMnist: ${imagesFile.name} of ${place} is ${images.shape.join(" × ")}; it must be images × 28 × 28`,
    );
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== rows) {
    throw new ShapeError(
      `loadFashionMnist: ${place} has ${rows} images in ${imagesFile.name} and ${labels.shape.join(" × ")} labels in ${labelsFile.name}`,
    );
  }
  checkLabels(labels.data, `loadFashionMnist: ${labelsFile.name} of ${place}`);
  return { X: scaled(matrix(images.data, [rows, height * width]), PIXEL_SCALE), y: labels.data.slice() };
}

function checkLabels(labels: Uint8Array, name: string): void {
  const bad = labels.findIndex((label) => label >= FASHION_MNIST_CLASS_NAMES.length);
  if (bad >= 0) throw new FormatError(`${name}: label ${bad} is ${labels[bad]}; it must be 0 … 9`);
}

function checkOptions(options: LoadFashionMnistOptions): void {
  checkParams<LoadFashionMnistOptions>("loadFashionMnist", options, {
    dir: optional(text),
    cacheDir: optional(text),
    offline: optional(bool),
    mirrors: optional(addresses),
    signal: optional(abortSignal),
    onProgress: optional(callback),
    onWarning: optional(callback),
  });
}

const text: Rule = {
  words: "a string that is not empty",
  accepts: (value) => typeof value === "string" && value !== "",
};

const addresses: Rule = {
  words: "an array of http or https addresses",
  accepts: (value) =>
    Array.isArray(value) &&
    value.every((url) => typeof url === "string" && /^https?:\/\//.test(url) && URL.canParse(url)),
};

const callback: Rule = { words: "a function", accepts: (value) => typeof value === "function" };

const abortSignal: Rule = { words: "an AbortSignal", accepts: (value) => value instanceof AbortSignal };

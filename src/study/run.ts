/** The study from data to results: runs the steps in order, each stored as it ends. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FashionMnist } from "../data/fashion-mnist.js";
import { currentRuntime } from "../engine/runtime.js";
import { runCSweep } from "./c-sweep.js";
import { protocol, type StudyContext } from "./context.js";
import { describeEnvironment, heddleVersion } from "./environment.js";
import { runNetwork } from "./network.js";
import { type StudyListener, silent } from "./progress.js";
import type { CoreResults, DataSummary, ProtocolRows } from "./results.js";
import { runShortlist } from "./shortlist.js";
import { ExperimentStore } from "./store.js";

export interface StudyOptions {
  /** Folder for the report and the finished experiments. */
  readonly out: string;
  readonly seed?: number;
  /** Forget finished experiments first. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
  readonly listener?: StudyListener;
}

export async function runStudy(dataset: FashionMnist, options: StudyOptions): Promise<CoreResults> {
  const { out, seed = 0, fresh = false, signal, listener = silent } = options;
  const started = performance.now();
  const environment = describeEnvironment(await currentRuntime());
  const data = summarise(dataset);
  const store = new ExperimentStore(join(out, "experiments"), { data: data.sha256, code: codeVersion(), seed });
  if (fresh) await store.clear();
  const context: StudyContext = { ...dataset, seed, signal, listener, store };
  const shortlist = await runShortlist(context);
  const cSweep = await runCSweep(context);
  const final = await runNetwork(context);
  const totalSeconds = (performance.now() - started) / 1000;
  return {
    schemaVersion: 2,
    profile: "default",
    seed,
    environment,
    data,
    protocol: countRows(context),
    shortlist,
    cSweep,
    final,
    steps: [],
    totalSeconds,
  };
}

function countRows(context: StudyContext): ProtocolRows {
  const { shortlistTrain, tuningTrain, validation } = protocol(context);
  return { shortlist: shortlistTrain.X.rows, tuning: tuningTrain.X.rows, validation: validation.X.rows };
}

function summarise({ train, test, classNames }: FashionMnist): DataSummary {
  const hash = createHash("sha256");
  for (const part of [train.X.data, train.y, test.X.data, test.y]) hash.update(part);
  return {
    name: "Fashion-MNIST",
    source: "https://github.com/zalandoresearch/fashion-mnist",
    sha256: hash.digest("hex"),
    trainRows: train.X.rows,
    testRows: test.X.rows,
    features: train.X.cols,
    classNames,
    imageShape: [28, 28],
    published: true,
    testSet: "given",
  };
}

/** Changes whenever the kernels or the release do: results of other code are not taken for this one's. */
function codeVersion(): string {
  const kernels = readFileSync(new URL("../heddle.wasm", import.meta.url));
  return `${heddleVersion()}-${createHash("sha256").update(kernels).digest("hex").slice(0, 12)}`;
}

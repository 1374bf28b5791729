/** `heddle predict <model-file> <csv>`: a label for every row. */
import { extname, resolve } from "node:path";
import type { Command } from "commander";
import { ParameterError } from "../../core/errors.js";
import type { Label } from "../../core/labels.js";
import { matrix } from "../../core/matrix.js";
import { checkWritable } from "../../data/atomic-write.js";
import { loadCsvFeatures, saveCsv, saveNpy, writeFileAtomic } from "../../data/index.js";
import { columnOf } from "../dataset.js";
import { readModel } from "../model.js";
import { addEngineOptions, type EngineOptions, withSession } from "../session.js";

interface PredictOptions extends EngineOptions {
  readonly out?: string;
  readonly ignore?: string;
}

export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .description("print the predicted label of every row of a CSV file")
    .argument("<model-file>", "a file written by heddle train")
    .argument("<csv>", "a CSV file with a header and the features the model was trained on")
    .option("--ignore <column>", "a column that is no feature, such as the true label: its name or position")
    .option("--out <file>", "write the labels there instead: as .npy, as .csv with a header, else one a line");
  addEngineOptions(command).action(predict);
}

async function predict(path: string, csv: string, options: PredictOptions): Promise<void> {
  const model = await readModel(path);
  const { out } = options;
  if (out && extname(out) === ".npy" && typeof model.classes_![0] === "string")
    throw new ParameterError(`${out}: the labels of this model are text; an NPY file holds numbers, a CSV file both`);
  if (out) await checkWritable(resolve(out));
  await withSession(options, async (signal) => {
    const X = await loadCsvFeatures(csv, {
      ignore: options.ignore === undefined ? undefined : columnOf(options.ignore),
      signal,
    });
    const labels = await model.predict(X, { signal });
    if (out) await writeLabels(resolve(out), labels);
    else process.stdout.write(lines(labels));
  });
}

async function writeLabels(path: string, labels: readonly Label[]): Promise<void> {
  switch (extname(path)) {
    case ".npy":
      return saveNpy(path, labels as readonly number[]);
    case ".csv":
      return saveCsv(path, matrix(new Uint8Array(0), [labels.length, 0]), { y: labels });
    default:
      return writeFileAtomic(path, lines(labels));
  }
}

function lines(labels: readonly Label[]): string {
  return `${labels.join("\n")}\n`;
}

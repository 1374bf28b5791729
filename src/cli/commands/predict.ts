/** `heddle predict <model-file> <csv>`: one label a row. */
import { resolve } from "node:path";
import type { Command } from "commander";
import { loadCsvFeatures, writeFileAtomic } from "../../data/index.js";
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
    .option("--out <file>", "write the labels there instead, one a line");
  addEngineOptions(command).action(predict);
}

async function predict(path: string, csv: string, options: PredictOptions): Promise<void> {
  const model = await readModel(path);
  await withSession(options, async (signal) => {
    const X = await loadCsvFeatures(csv, {
      ignore: options.ignore === undefined ? undefined : columnOf(options.ignore),
      signal,
    });
    const text = `${(await model.predict(X, { signal })).join("\n")}\n`;
    if (options.out) await writeFileAtomic(resolve(options.out), text);
    else process.stdout.write(text);
  });
}

/** `heddle evaluate <model-file>`: accuracy and classification report of a saved classifier. */
import type { Command } from "commander";
import { accuracyScore, classificationReport } from "../../metrics/index.js";
import { BUILT_IN, type DataOptions, readLabelled } from "../dataset.js";
import { readModel } from "../model.js";
import { createDisplay } from "../progress.js";
import { addEngineOptions, type EngineOptions, withSession } from "../session.js";

interface EvaluateOptions extends EngineOptions, DataOptions {
  readonly json?: boolean;
}

export function addEvaluateCommand(program: Command): void {
  const command = program
    .command("evaluate")
    .description("score a trained classifier on labelled data")
    .argument("<model-file>", "a file written by heddle train")
    .option("--data <name>", `${BUILT_IN} (its test images), or the path of a CSV file`, BUILT_IN)
    .option("--label <column>", "label column of a CSV file: its name, or its position (0 first, -1 last)")
    .option("--data-dir <folder>", "folder with the four Fashion-MNIST files (default: found or downloaded)")
    .option("--json", "print the accuracy as JSON");
  addEngineOptions(command).action(evaluate);
}

async function evaluate(path: string, options: EvaluateOptions): Promise<void> {
  const model = await readModel(path);
  await withSession(options, async (signal) => {
    const { X, y } = await readLabelled(options, "test", createDisplay(true), signal);
    const predicted = (await model.predict(X, { signal })) as number[] | string[];
    const accuracy = accuracyScore(y, predicted);
    if (options.json) console.log(JSON.stringify({ model: model.name, rows: X.rows, accuracy }));
    else
      console.log(
        `${model}\naccuracy ${accuracy.toFixed(4)} on ${X.rows} rows\n\n${classificationReport(y, predicted)}`,
      );
  });
}

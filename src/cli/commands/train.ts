/** `heddle train <model>`: fits one classifier and writes a model file. */
import { resolve } from "node:path";
import { Argument, type Command, InvalidArgumentError } from "commander";
import { checkWritable } from "../../data/atomic-write.js";
import { classifierNames, createClassifier } from "../../models/registry.js";
import { BUILT_IN, type DataOptions, readLabelled } from "../dataset.js";
import { writeModel } from "../model.js";
import { createDisplay } from "../progress.js";
import { addEngineOptions, type EngineOptions, withSession } from "../session.js";

interface TrainOptions extends EngineOptions, DataOptions {
  readonly out: string;
  readonly set: Record<string, unknown>;
  readonly quiet?: boolean;
}

export function addTrainCommand(program: Command): void {
  const command = program
    .command("train")
    .description("train one classifier and write it to a file")
    .addArgument(new Argument("<model>", "the classifier").choices(classifierNames))
    .requiredOption("--out <file>", "the model file to write")
    .option("--data <name>", `${BUILT_IN}, or the path of a CSV file`, BUILT_IN)
    .option("--label <column>", "label column of a CSV file: its name, or its position (0 first, -1 last)")
    .option("--set <name=value>", "a parameter of the classifier, such as C=10; may be repeated", collectParam, {})
    .option("--data-dir <folder>", "folder with the four Fashion-MNIST files (default: found or downloaded)")
    .option("--quiet", "say nothing but errors");
  addEngineOptions(command).action(train);
}

async function train(name: string, options: TrainOptions): Promise<void> {
  const display = createDisplay(options.quiet ?? false);
  const model = createClassifier(name).setParams(options.set);
  const path = resolve(options.out);
  await checkWritable(path);
  await withSession(options, async (signal) => {
    display.start("data", 100);
    const { X, y } = await readLabelled(options, "train", display, signal);
    display.stop(`data: ${X.rows} rows, ${X.cols} features`);
    display.start(name, 100);
    const started = performance.now();
    await model.fit(X, y, {
      signal,
      onProgress: ({ done, total, unit }) =>
        display.update((100 * done) / total, `${unit} ${Math.round(done)}/${total}`),
      onWarning: (warning) => display.note(`${warning.name}: ${warning.message}`),
    });
    const seconds = (performance.now() - started) / 1000;
    await writeModel(path, model);
    display.stop(`${model}: trained in ${seconds.toFixed(1)} s, written to ${options.out}`);
  });
}

/** `name=value`, the value as JSON where it is JSON, else as text. */
export function collectParam(text: string, known: Record<string, unknown>): Record<string, unknown> {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("It must read name=value.");
  return { ...known, [text.slice(0, at)]: parseValue(text.slice(at + 1)) };
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

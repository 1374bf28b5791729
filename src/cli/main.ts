#!/usr/bin/env node
/** The command line: parses, dispatches, and turns every error into one clear line and an exit code. */
import { Command, CommanderError } from "commander";
import { HeddleError } from "../core/errors.js";
import { heddleVersion } from "../parallel/code-version.js";
import { addDataCommand } from "./commands/data.js";
import { addEvaluateCommand } from "./commands/evaluate.js";
import { addExportCommand } from "./commands/export.js";
import { addInfoCommand } from "./commands/info.js";
import { addPredictCommand } from "./commands/predict.js";
import { addStudyCommand } from "./commands/study.js";
import { addTrainCommand } from "./commands/train.js";
import { addWorkerCommand } from "./commands/worker.js";
import { EXIT } from "./exit.js";

function buildProgram(): Command {
  const program = new Command("heddle")
    .description("Classification in WebAssembly: train, evaluate and study classifiers on this machine's cores.")
    .version(heddleVersion(), "-v, --version")
    .showHelpAfterError("(add --help for the options)")
    .showSuggestionAfterError()
    .exitOverride();
  addStudyCommand(program);
  addTrainCommand(program);
  addEvaluateCommand(program);
  addPredictCommand(program);
  addExportCommand(program);
  addDataCommand(program);
  addInfoCommand(program);
  addWorkerCommand(program);
  program.addHelpText(
    "after",
    `
Examples:
  heddle study                                   the Fashion-MNIST study, report in ./report
  heddle train KNeighborsClassifier --out knn.safetensors
  heddle evaluate knn.safetensors                accuracy on the test images
  heddle train SVC --data flowers.csv --label species --set kernel=rbf --set C=10 --out svc.safetensors
  heddle predict svc.safetensors new-flowers.csv
  heddle export svc.safetensors --to onnx --out svc.onnx`,
  );
  return program;
}

/** Prints what went wrong and says with which code to leave. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage; // Commander has printed it.
  if (error instanceof HeddleError) {
    console.error(
      error.name === "AbortError" ? "Stopped. What was finished is kept." : `${error.name}: ${error.message}`,
    );
    return error.name === "AbortError" ? EXIT.interrupted : error.code === "ERR_PARAMETER" ? EXIT.usage : EXIT.failure;
  }
  console.error(error instanceof Error ? error.stack : error);
  return EXIT.failure;
}

try {
  await buildProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

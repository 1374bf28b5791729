/** `heddle export <model-file>`: the model in a format that others read. */
import { resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { writeFileAtomic } from "../../data/index.js";
import { exportOnnx } from "../../persist/onnx/export.js";
import { readModel } from "../model.js";

interface ExportOptions {
  readonly to: "onnx";
  readonly out: string;
  readonly input: "float" | "uint8";
  readonly scale?: number;
}

export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description("write a model in a format that others read")
    .argument("<model-file>", "a file written by heddle train, saveModel or heddle_export.py")
    .requiredOption("--out <file>", "where to write it")
    .addOption(new Option("--to <format>", "the format").choices(["onnx"]).default("onnx"))
    .addOption(
      new Option("--input <type>", "what the rows given to it hold").choices(["float", "uint8"]).default("float"),
    )
    .option("--scale <number>", "what a byte counts, such as 1/255", parseScale)
    .action(exportModel);
}

async function exportModel(path: string, { out, input, scale }: ExportOptions): Promise<void> {
  const bytes = exportOnnx(await readModel(path), { input, scale });
  await writeFileAtomic(resolve(out), bytes);
  console.log(`${out}: ${bytes.length} bytes`);
}

/** A number or a quotient of two. */
function parseScale(text: string): number {
  const [value, divisor = "1", ...rest] = text.split("/");
  const scale = Number(value) / Number(divisor);
  if (rest.length > 0 || value.trim() === "" || !Number.isFinite(scale))
    throw new InvalidArgumentError("It must be a number such as 0.5 or 1/255.");
  return scale;
}

/** Writers in processes of their own: those of the library, and the commands. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("write-child.mjs", import.meta.url));
export const MAIN = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

/** Runs a program of Node. `how`: the command before it, and the user. */
export function runNode(args, { prefix = [], uid, gid } = {}) {
  const [command, ...rest] = [...prefix, process.execPath, ...args];
  const { status, stdout, stderr, error } = spawnSync(command, rest, { encoding: "utf8", uid, gid });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** What a writer of the library came to: `{ value }` or `{ error }`. */
export function runWriter(writer, folder, how) {
  const { status, stdout, stderr } = runNode([CHILD, writer, folder], how);
  if (status !== 0) throw new Error(`the writer ended with ${status}\n${stderr}`);
  return JSON.parse(stdout);
}

/** Command → its arguments, given the inputs and the file to write. The model of the neighbours holds all rows. */
export const COMMANDS = {
  train: {
    small: false,
    args: ({ table }, out) => [
      "train",
      "KNeighborsClassifier",
      "--data",
      table,
      "--label",
      "y",
      "--out",
      out,
      "--threads",
      "0",
    ],
  },
  "predict (CSV)": {
    small: true,
    args: ({ model, rows }, out) => ["predict", model, rows, "--out", `${out}.csv`, "--threads", "0"],
  },
  "predict (NPY)": {
    small: true,
    args: ({ model, rows }, out) => ["predict", model, rows, "--out", `${out}.npy`, "--threads", "0"],
  },
  "predict (text)": {
    small: true,
    args: ({ model, rows }, out) => ["predict", model, rows, "--out", out, "--threads", "0"],
  },
  export: { small: false, args: ({ model }, out) => ["export", model, "--to", "onnx", "--out", out] },
};

/** The error that the command told, as the library throws it. */
export function runCommand(command, inputs, out, how) {
  const { status, stderr } = runNode([MAIN, ...COMMANDS[command].args(inputs, out)], how);
  if (status === 0) return {};
  const [, name, message] = /^(\w+Error): (.*)$/m.exec(stderr) ?? [];
  return {
    error: {
      name,
      code: name === "ResourceError" && status === 1 ? "ERR_RESOURCE" : `exit ${status}`,
      message: message ?? stderr,
    },
  };
}

/** A table, its rows without labels, and a model of it. */
export function prepareInputs(folder) {
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  const [table, rows, model] = ["table.csv", "rows.csv", "model.safetensors"].map((name) => join(folder, name));
  const numbers = Array.from({ length: 600 }, (_, i) =>
    Array.from({ length: 20 }, (_, j) => ((i * (j + 3)) % 17) + (i % 3)),
  );
  const header = Array.from({ length: 20 }, (_, j) => `x${j}`).join();
  writeFileSync(table, `${header},y\n${numbers.map((row, i) => `${row.join()},${i % 3}`).join("\n")}\n`);
  writeFileSync(rows, `${header}\n${numbers.map((row) => row.join()).join("\n")}\n`);
  const inputs = { table, rows, model };
  const { status, stderr } = runNode([MAIN, ...COMMANDS.train.args(inputs, model)]);
  if (status !== 0) throw new Error(stderr);
  return inputs;
}

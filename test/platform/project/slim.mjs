/** `heddle/edge/slim` with modules that the program compiled itself: `slim.mjs FOLDER` */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as slim from "heddle/edge/slim";
import { runSuite } from "./suite.mjs";

const [folder] = process.argv.slice(2);
const read = (name) => new Uint8Array(readFileSync(`${folder}/${name}`));
const compiled = (name) => new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve(`heddle/${name}`))));
const [kernels, relaxed] = ["kernels.wasm", "kernels-relaxed.wasm"].map(compiled);
const heddle = { ...slim, loadModel: (bytes) => slim.loadModel(bytes, kernels, relaxed) };
console.log(JSON.stringify({ answers: await runSuite(heddle, read) }));

/** `heddle/edge/slim` with a module that the program compiled itself: `slim.mjs FOLDER` */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as slim from "heddle/edge/slim";
import { runSuite } from "./suite.mjs";

const [folder] = process.argv.slice(2);
const read = (name) => new Uint8Array(readFileSync(`${folder}/${name}`));
const module = new WebAssembly.Module(readFileSync(fileURLToPath(import.meta.resolve("heddle/kernels.wasm"))));
const heddle = { ...slim, loadModel: (bytes) => slim.loadModel(bytes, module) };
console.log(JSON.stringify({ answers: await runSuite(heddle, read) }));

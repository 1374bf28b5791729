/** Node, Deno and Bun: files are read from the folder given; prints the answers and the cold start. `local.mjs FOLDER ENTRY` */
import { readFileSync } from "node:fs";
import process from "node:process";
import { coldStart, runSuite } from "./suite.mjs";

const [folder, entry] = process.argv.slice(2);
const read = (name) => new Uint8Array(readFileSync(`${folder}/${name}`));
const cold = await coldStart(() => import(entry), read);
console.log(JSON.stringify({ answers: await runSuite(await import(entry), read), cold }));

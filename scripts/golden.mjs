/** Writes test/golden/hashes.json anew, for a change that is meant to change numbers. Build first. */
import { writeFileSync } from "node:fs";
import { goldenHashes, HASHES } from "../test/golden/golden.mjs";

const hashes = await goldenHashes({ threads: 0, turbo: false });
writeFileSync(HASHES, `${JSON.stringify(hashes, null, 2)}\n`);
console.log(`wrote ${Object.keys(hashes).length} hashes`);

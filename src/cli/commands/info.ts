/** `heddle info`: what this machine gives Heddle to work with. */
import { statSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import type { Command } from "commander";
import { probeFeatures } from "../../engine/features.js";
import { turboAvailable } from "../../engine/load-node.js";
import { heddleVersion } from "../../study/environment.js";

export function addInfoCommand(program: Command): void {
  program
    .command("info")
    .description("show versions, SIMD, threads and turbo of this machine")
    .option("--json", "print as JSON")
    .action((options: { json?: boolean }) => {
      const facts = gather();
      if (options.json) console.log(JSON.stringify(facts));
      else for (const [name, value] of Object.entries(facts)) console.log(`${name.padEnd(12)} ${value}`);
    });
}

function gather() {
  const { simd, threads } = probeFeatures();
  return {
    heddle: heddleVersion(),
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    simd,
    sharedMemory: threads,
    turbo: turboAvailable() ? "available (on for the commands, opt-in for the library)" : "not on this Node",
    kernelBytes: statSync(new URL("../../heddle.wasm", import.meta.url)).size,
  };
}

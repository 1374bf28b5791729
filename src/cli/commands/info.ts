/** `heddle info`: what this machine gives Heddle to work with. */
import { statSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import type { Command } from "commander";
import { probeFeatures } from "../../engine/features.js";
import { heddleVersion } from "../../parallel/code-version.js";
import { nodeKernels, type TurboStatus } from "../../parallel/turbo.js";

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
    turbo: describeTurbo(nodeKernels(true).status),
    kernelBytes: statSync(new URL("../../heddle.wasm", import.meta.url)).size,
  };
}

/** Asked as the working commands ask, so that the check is the one they make. */
function describeTurbo(status: TurboStatus): string {
  switch (status.state) {
    case "verified":
      return `verified: ${status.kernels} kernels agree bit for bit (on for the commands, opt-in for the library)`;
    case "rejected":
      return `rejected: ${status.kernel} does not give the bits of the plain kernel`;
    default:
      return "not on this Node";
  }
}

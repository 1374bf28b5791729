/** Where a study ran, for its results. */
import { availableParallelism, cpus, release } from "node:os";
import type { Runtime } from "../engine/runtime.js";
import { heddleVersion } from "../parallel/code-version.js";
import type { Environment } from "./results.js";

export function describeEnvironment({ engine, executor }: Runtime): Environment {
  return {
    heddle: heddleVersion(),
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${release()} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    threads: executor.concurrency,
    turbo: engine.turbo,
    date: new Date().toISOString(),
  };
}

/** Where a study ran, for its results. */
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, release } from "node:os";
import type { Runtime } from "../engine/runtime.js";
import type { Environment } from "./results.js";

export function heddleVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

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

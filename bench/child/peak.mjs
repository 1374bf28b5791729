// @ts-check
import { existsSync, readFileSync } from "node:fs";

const STATUS = "/proc/self/status";

/**
 * Peak resident size of this process in MiB. Linux hands the peak of getrusage on from a parent to the program it starts, so
 * there the process's own is read.
 */
export function peakMb() {
  const own = existsSync(STATUS) ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(STATUS, "utf8"))?.[1] : undefined;
  return (own === undefined ? process.resourceUsage().maxRSS : Number(own)) / 1024;
}

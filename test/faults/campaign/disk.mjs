/**
 * Every writer meets a full disk, a read-only folder and a folder that vanished. The disk is a small one of memory, mounted where only the
 * child process sees it; where no mount is allowed, the system's limit on file sizes stands in for it, as a disk on which nothing fits.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SAMPLE } from "./study.mjs";

const CHILD = fileURLToPath(new URL("disk-child.mjs", import.meta.url));
const MOUNTS = [
  ["unshare", "--mount"],
  ["unshare", "--map-root-user", "--mount"],
];

export function diskCampaign(tally) {
  const folder = mkdtempSync(join(tmpdir(), "heddle-disk-"));
  const started = performance.now();
  // Whoever writes for root without mounts, as root may write everywhere, has to get there.
  chmodSync(folder, 0o755);
  try {
    const mount = MOUNTS.find((command) => mounts(command, folder));
    const disk = mount ? "tmpfs" : "file size limit";
    console.log(`== every writer on a full disk (${disk}), in a read-only and in a vanished folder`);
    const [command, ...args] = [...(mount ?? []), process.execPath, CHILD, folder, mount ? "tmpfs" : "limit"];
    const child = spawnSync(command, args, {
      encoding: "utf8",
      env: { ...process.env, HEDDLE_DATA_DIR: SAMPLE },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const outcomes = child.status === 0 ? JSON.parse(child.stdout) : [];
    if (outcomes.length === 0) tally.fail("writers meet their faults", `the process ended with ${child.status}`);
    for (const { claim, failure } of outcomes) {
      if (failure === undefined) tally.pass(claim);
      else tally.fail(claim, failure);
    }
    const seconds = (performance.now() - started) / 1000;
    return {
      disk,
      checks: outcomes.length,
      failed: outcomes.filter(({ failure }) => failure !== undefined).length,
      seconds,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a disk of memory can be mounted by way of this command. */
function mounts([command, ...args], folder) {
  const script = ["sh", "-c", `mount -t tmpfs -o size=64k tmpfs "${folder}"`];
  return spawnSync(command, [...args, ...script], { stdio: "ignore" }).status === 0;
}

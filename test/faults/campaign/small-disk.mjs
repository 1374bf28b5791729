/** A disk that can be filled to the last byte and made read-only, or the nearest thing to it that the system allows. */
import { spawnSync } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, rmSync, statSync, truncateSync, writeSync } from "node:fs";
import { join } from "node:path";

const SIZE = "24m";
const MEGABYTE = new Uint8Array(2 ** 20);
const BYTE = new Uint8Array(4096);
const NOBODY = 65534;

/** How a process is started so that it meets the fault; without mounts, the fault is the process's own. */
export class Disk {
  #mounted;
  #ballast;

  constructor(folder, kind) {
    mkdirSync(folder);
    this.folder = folder;
    this.#ballast = join(folder, "ballast");
    this.#mounted = kind === "tmpfs";
    if (this.#mounted) command("mount", "-t", "tmpfs", "-o", `size=${SIZE}`, "tmpfs", folder);
  }

  /** Lets whoever may write here. */
  open(target) {
    chmodSync(target, 0o777);
  }

  /** Runs `work` with `room` bytes left. */
  async whileFull(room, work) {
    // A shell's trap outlives exec: the write then fails instead of ending the process.
    if (!this.#mounted)
      return work({ prefix: ["sh", "-c", `trap "" XFSZ; ulimit -f ${Math.floor(room / 1024)}; exec "$@"`, "sh"] });
    this.#fill(room);
    try {
      return await work({});
    } finally {
      rmSync(this.#ballast);
    }
  }

  /** Runs `work` while nothing in `target` may be written. */
  async whileReadOnly(target, work) {
    if (this.#mounted) {
      command("mount", "-o", "remount,ro", this.folder);
      try {
        return await work({});
      } finally {
        command("mount", "-o", "remount,rw", this.folder);
      }
    }
    chmodSync(target, 0o555);
    // Root may write everywhere.
    return work(process.getuid() === 0 ? { uid: NOBODY, gid: NOBODY } : {});
  }

  end() {
    if (this.#mounted) command("umount", this.folder);
  }

  #fill(room) {
    const file = openSync(this.#ballast, "w");
    for (const piece of [MEGABYTE, BYTE]) {
      try {
        for (;;) if (writeSync(file, piece) < piece.length) break;
      } catch (error) {
        if (error.code !== "ENOSPC") throw error;
      }
    }
    closeSync(file);
    truncateSync(this.#ballast, statSync(this.#ballast).size - room);
  }
}

function command(name, ...args) {
  const { status, stderr } = spawnSync(name, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${status}: ${stderr}`);
}

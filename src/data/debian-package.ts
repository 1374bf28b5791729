/** The files of a Debian package without installing it: `apt-get download`, then `dpkg-deb -x` in a temporary folder. */
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { AbortError, ResourceError } from "../core/errors.js";

const POLL_MS = 250;

export interface DebianPackageOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly signal?: AbortSignal;
  /** Bytes of the package that have arrived so far. */
  onBytes?(bytes: number): void;
}

/**
 * Downloads and unpacks `name`, hands its root folder to `use`, and removes everything afterwards. Needs no privileges:
 * nothing is installed, and if the system's package lists do not know the package, fresh ones are read into the temporary folder.
 * @throws ResourceError where there is no apt, or with apt's own words when it fails. @throws AbortError when `signal` fires.
 */
export async function withDebianPackage<T>(
  name: string,
  options: DebianPackageOptions,
  use: (root: string) => Promise<T>,
): Promise<T> {
  if (options.platform !== "linux") throw new ResourceError(`apt-get: ${options.platform} has no Debian packages`);
  const folder = await mkdtemp(join(options.env.TMPDIR || tmpdir(), "heddle-")).catch((cause) => {
    throw new ResourceError(`apt-get download ${name}: no folder for temporary files: ${cause.message}`, { cause });
  });
  try {
    await downloadPackage(name, folder, options);
    const archive = (await readdir(folder)).find((file) => file.endsWith(".deb"));
    if (archive === undefined) throw new ResourceError(`apt-get download ${name}: left no package`);
    await reportSize(folder, options);
    await run("dpkg-deb", ["-x", archive, "root"], folder, options);
    return await use(join(folder, "root"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function downloadPackage(name: string, folder: string, options: DebianPackageOptions): Promise<void> {
  options.onBytes?.(0);
  const timer = setInterval(() => reportSize(folder, options), POLL_MS);
  try {
    const settings = ["-q", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=30"];
    const known = await run("apt-get", [...settings, "download", name], folder, options).then(
      () => true,
      (error) => rethrowUnlessApt(error),
    );
    if (known) return;
    await mkdir(join(folder, "lists", "partial"), { recursive: true });
    const own = [...settings, "-o", `Dir::State::lists=${join(folder, "lists")}`, "-o", `Dir::Cache=${folder}`];
    await run("apt-get", [...own, "update"], folder, options);
    await run("apt-get", [...own, "download", name], folder, options);
  } finally {
    clearInterval(timer);
  }
}

/** apt's own refusal is worth a second try with fresh lists; a missing program or a cancelled run is not. */
function rethrowUnlessApt(error: unknown): false {
  if (error instanceof ResourceError && typeof (error.cause as { code?: unknown }).code === "number") return false;
  throw error;
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  { env, signal }: DebianPackageOptions,
): Promise<void> {
  // Loaded here, on first use: importing the library does not pay for it.
  const { execFile } = await import("node:child_process");
  try {
    await promisify(execFile)(command, [...args], { cwd, signal, env: { ...env, LC_ALL: "C" } });
  } catch (cause) {
    if (signal?.aborted) throw new AbortError(command, { cause });
    throw new ResourceError(describe(command, args, cause as ExecError), { cause });
  }
}

interface ExecError extends Error {
  readonly code?: string | number;
  readonly stderr?: string;
}

function describe(command: string, args: readonly string[], error: ExecError): string {
  if (error.code === "ENOENT") return `${command} is not installed`;
  const verb = args.find((arg) => arg === "update" || arg === "download") ?? args[0];
  const complaints = (error.stderr ?? "").split("\n").filter((line) => /^(E|Err|dpkg-deb): /.test(line));
  return `${command} ${verb}: ${complaints.join(" ") || error.message.split("\n")[0]}`;
}

async function reportSize(folder: string, options: DebianPackageOptions): Promise<void> {
  try {
    const archive = (await readdir(folder)).find((file) => file.endsWith(".deb"));
    if (archive !== undefined) options.onBytes?.((await stat(join(folder, archive))).size);
  } catch {
    // The folder or the file has just gone: the download is over, and there is nothing to report.
  }
}

/** Where this platform keeps what can be fetched again. */
import { homedir } from "node:os";
import { posix, win32 } from "node:path";

/**
 * Heddle's cache folder (not created): `$XDG_CACHE_HOME/heddle` when that is set to an absolute path; else
 * `~/Library/Caches/heddle` on macOS, `%LOCALAPPDATA%\heddle\Cache` on Windows, `~/.cache/heddle` elsewhere.
 */
export function cacheDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const { isAbsolute, join } = platform === "win32" ? win32 : posix;
  const xdg = env.XDG_CACHE_HOME;
  if (xdg && isAbsolute(xdg)) return join(xdg, "heddle");
  if (platform === "darwin") return join(home, "Library", "Caches", "heddle");
  if (platform === "win32") return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "heddle", "Cache");
  return join(home, ".cache", "heddle");
}

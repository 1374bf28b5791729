/** Packages that users install only if they need what they do. */
import { ResourceError } from "../core/errors.js";

/** What `load` imports. Throws ResourceError that says what to install if it is not there; `install`: the package and what belongs to it. */
export async function optionalPackage<T>(
  name: string,
  operation: string,
  load: () => Promise<T>,
  install: string = name,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw cause;
    throw new ResourceError(`${operation}: needs the package ${name}, which is not installed: npm install ${install}`, {
      cause,
    });
  }
}

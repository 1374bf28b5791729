/** Packages that users install only if they need what they do. */
import { ResourceError } from "../core/errors.js";

/** What `load` imports. Throws ResourceError that names the package to install if it is not there. */
export async function optionalPackage<T>(name: string, operation: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code } = cause as { code?: string };
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw cause;
    throw new ResourceError(`${operation}: needs the package ${name}, which is not installed: npm install ${name}`, {
      cause,
    });
  }
}

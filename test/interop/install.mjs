// @ts-check
/** The packages of this folder, installed where they are missing. */
import { fileURLToPath } from "node:url";
import { installOwnPackages } from "../support/own-packages.mjs";

/** The exit status. */
export function installPackages() {
  return installOwnPackages(fileURLToPath(new URL(".", import.meta.url)));
}

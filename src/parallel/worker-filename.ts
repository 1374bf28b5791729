/** The worker's entry file, for users who bring a Piscina of their own. */
export const workerFilename = new URL("./worker-entry.cjs", import.meta.url).href;

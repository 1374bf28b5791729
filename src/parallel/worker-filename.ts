/** The worker's entry file, for users who bring a Piscina of their own. */
export const workerFilename = new URL("./worker.js", import.meta.url).href;

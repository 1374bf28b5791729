/** A stand-in for the publisher: a loopback HTTP server with the sample's files, which can be told to misbehave. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { PublishedFile, PublishedSet } from "../../src/data/fashion-mnist-files.js";
import { SAMPLE_DIR } from "./sample.js";

function describeSample(name: string): PublishedFile {
  const raw = gunzipSync(readFileSync(`${SAMPLE_DIR}${name}.gz`));
  return { name, bytes: raw.length, sha256: createHash("sha256").update(raw).digest("hex") };
}

/** The sample, described as if it were the published data set. */
export const SAMPLE_SET: PublishedSet = {
  trainImages: describeSample("train-images-idx3-ubyte"),
  trainLabels: describeSample("train-labels-idx1-ubyte"),
  testImages: describeSample("t10k-images-idx3-ubyte"),
  testLabels: describeSample("t10k-labels-idx1-ubyte"),
};

/** Answers a request for the file `name` (with .gz), whose right content is `content`. */
export type Answer = (response: ServerResponse, content: Buffer, name: string) => void;

export const honest: Answer = (response, content) => {
  response.setHeader("content-length", content.length);
  response.end(content);
};

export interface FashionServer {
  readonly url: string;
  /** Names asked for so far. */
  readonly requests: readonly string[];
}

/** Runs `body` with a server on a free port; every connection is closed afterwards. */
export async function withServer<T>(answer: Answer, body: (server: FashionServer) => Promise<T>): Promise<T> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const name = (request.url ?? "").replace("/data/", "");
    requests.push(name);
    answer(response, readFileSync(`${SAMPLE_DIR}${name}`), name);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await body({ url: `http://127.0.0.1:${port}/data/`, requests });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** One HTTP download into memory, bounded in size and in silence. */
import { AbortError, ResourceError, throwIfAborted } from "../core/errors.js";

export interface DownloadOptions {
  /** Most bytes the body may have. */
  readonly maxBytes: number;
  /** Milliseconds without a byte after which the server counts as gone. */
  readonly stallMs: number;
  readonly signal?: AbortSignal;
  /** Called for every piece; `totalBytes` is undefined when the server does not say. */
  onBytes?(bytes: number, totalBytes: number | undefined): void;
}

/**
 * The body behind `url`, following redirects.
 * @throws ResourceError when the server cannot be reached, falls silent, refuses, breaks off, or sends more than `maxBytes`.
 * @throws AbortError when `signal` fires.
 */
export async function download(url: string, options: DownloadOptions): Promise<Uint8Array> {
  const operation = `download of ${url}`;
  throwIfAborted(options.signal, operation);
  const controller = new AbortController();
  const forward = () => controller.abort(options.signal?.reason);
  const stalled = () => controller.abort(new Error(`no data for ${options.stallMs / 1000} s`));
  const timer = setTimeout(stalled, options.stallMs);
  options.signal?.addEventListener("abort", forward, { once: true });
  try {
    const response = await fetch(url, { signal: controller.signal });
    return await readBody(response, options, () => timer.refresh());
  } catch (error) {
    if (options.signal?.aborted) throw new AbortError(operation, { cause: error });
    const cause = controller.signal.aborted ? controller.signal.reason : error;
    throw new ResourceError(`${url}: ${describe(cause)}`, { cause });
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", forward);
    controller.abort();
  }
}

async function readBody(response: Response, options: DownloadOptions, alive: () => void): Promise<Uint8Array> {
  if (!response.ok || !response.body) throw new Error(`HTTP ${response.status} ${response.statusText}`.trimEnd());
  const totalBytes = declaredLength(response);
  const tooLong = (bytes: number) =>
    new Error(`sends ${bytes} bytes or more; at most ${options.maxBytes} are expected`);
  if (totalBytes !== undefined && totalBytes > options.maxBytes) throw tooLong(totalBytes);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    alive();
    bytes += chunk.length;
    if (bytes > options.maxBytes) throw tooLong(bytes);
    chunks.push(chunk);
    options.onBytes?.(bytes, totalBytes);
  }
  return concatenate(chunks, bytes);
}

/** Content-Length counts the bytes of the wire, so it says nothing about a body that fetch has decoded. */
function declaredLength(response: Response): number | undefined {
  const length = response.headers.get("content-length");
  return length === null || response.headers.has("content-encoding") ? undefined : Number(length);
}

function concatenate(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** fetch hides the network's reason in `cause`, sometimes two levels deep. */
function describe(error: unknown): string {
  const messages: string[] = [];
  let current = error as NodeJS.ErrnoException | undefined;
  while (current && messages.length < 3) {
    messages.push(current.message || current.code || String(current));
    current = current.cause as NodeJS.ErrnoException | undefined;
  }
  return messages.join(": ");
}

/** One connection to Redis: found in bounded time or not at all, and without a word of its password anywhere. */
import type { ConnectionOptions } from "node:tls";
import type { Redis } from "ioredis";
import { ParameterError, ResourceError } from "../core/errors.js";
import { SECOND } from "./keys.js";
import { loadPackages } from "./packages.js";

export interface RedisOptions {
  /** redis://[user:password@]host[:port][/database], or rediss:// for TLS. */
  readonly url: string;
  /** For rediss://: certificates and the like, as Node's `tls.connect` takes them. */
  readonly tls?: Pick<ConnectionOptions, "ca" | "cert" | "key" | "passphrase" | "servername" | "rejectUnauthorized">;
  /** Milliseconds in which Redis has to answer at first. Default 10000. */
  readonly connectTimeout?: number;
}

export interface Connection {
  readonly redis: Redis;
  /** Where Redis is, without user and password. */
  readonly address: string;
  /** The text without the password. */
  redact(text: string): string;
}

const DEFAULT_TIMEOUT = 10 * SECOND;
/** Milliseconds between two attempts to reconnect, at most. */
const MAX_RETRY_DELAY = 2 * SECOND;

/** Throws ParameterError for what is no URL of Redis; ResourceError if Redis does not answer in time or refuses. */
export async function connect(operation: string, options: RedisOptions): Promise<Connection> {
  const url = parseUrl(operation, options.url);
  const address = `${url.protocol}//${url.host}${url.pathname}`;
  const { Redis } = await loadPackages(operation);
  let connected = false;
  const redis = new Redis(url.href, {
    lazyConnect: true,
    // BullMQ asks for it: commands wait until Redis is back.
    maxRetriesPerRequest: null,
    connectTimeout: options.connectTimeout ?? DEFAULT_TIMEOUT,
    retryStrategy: (times: number) => (connected ? Math.min(100 * 2 ** times, MAX_RETRY_DELAY) : null),
    ...(url.protocol === "rediss:" && { tls: { ...options.tls } }),
  });
  const redact = redactor(url);
  let last: Error | undefined;
  redis.on("error", (error) => {
    last = error;
  });
  try {
    await within(options.connectTimeout ?? DEFAULT_TIMEOUT, redis.connect());
    connected = true;
    return { redis, address, redact };
  } catch (error) {
    redis.disconnect();
    // The error itself stays behind: it carries the commands that were sent, the password among them.
    const reason = redact((last ?? (error as Error)).message);
    throw new ResourceError(`${operation}: Redis at ${address} cannot be used: ${reason}`);
  }
}

function parseUrl(operation: string, text: unknown): URL {
  const url = typeof text === "string" && URL.canParse(text) ? new URL(text) : undefined;
  if (url && ["redis:", "rediss:"].includes(url.protocol) && url.hostname) return url;
  // Not shown, for what it may hold.
  throw new ParameterError(
    `${operation}: url must be redis://[user:password@]host[:port][/database], or rediss:// for TLS`,
  );
}

function redactor({ password }: URL): Connection["redact"] {
  const secrets = [password, decodeURIComponent(password)].filter((secret) => secret !== "");
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer for ${milliseconds / SECOND} s`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How commands name the Redis that machines share. */
import { readFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { ResourceError } from "../core/errors.js";
import type { RedisOptions } from "../distributed/index.js";

export interface RedisCommandOptions {
  readonly redis?: string;
  readonly redisCa?: string;
  readonly redisPrefix?: string;
}

export function addRedisOptions(command: Command, what: string): Command {
  const url = new Option("--redis <url>", `${what}: redis://[user:password@]host[:port], or rediss:// for TLS`);
  return command
    .addOption(url.env("HEDDLE_REDIS"))
    .option("--redis-ca <file>", "certificate that the TLS server has to be signed by (PEM)")
    .option("--redis-prefix <name>", "with which all names in Redis begin; clients and workers need the same");
}

export function redisOptions({ redis, redisCa, redisPrefix }: RedisCommandOptions): RedisOptions & { prefix?: string } {
  return {
    url: redis!,
    prefix: redisPrefix,
    tls: redisCa === undefined ? undefined : { ca: readCertificate(redisCa) },
  };
}

function readCertificate(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new ResourceError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** "500M", "4G": bytes. */
export function parseSize(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)([MG])$/i.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError("It must read like 500M or 4G.");
  return Number(number) * (unit.toUpperCase() === "G" ? 2 ** 30 : 2 ** 20);
}

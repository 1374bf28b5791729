/** Who is there: every client and worker says so again and again; who was killed is forgotten by itself. */
import { hostname } from "node:os";
import type { Redis } from "ioredis";
import { isId, type Keys, PRESENCE_LIFE } from "./keys.js";

export interface Presence {
  readonly role: "client" | "worker";
  readonly version: string;
  /** Host and process. */
  readonly name: string;
  /** Tasks at a time; 0 for a client. */
  readonly threads: number;
}

export function ownName(): string {
  return `${hostname()}:${process.pid}`;
}

export async function announce(redis: Redis, keys: Keys, id: string, presence: Presence): Promise<void> {
  await redis.set(keys.presence(id), JSON.stringify(presence), "PX", PRESENCE_LIFE);
  await redis.sadd(keys.presences, id);
}

export async function withdraw(redis: Redis, keys: Keys, id: string): Promise<void> {
  await redis.del(keys.presence(id));
  await redis.srem(keys.presences, id);
}

/** All that are there now. */
export async function present(redis: Redis, keys: Keys): Promise<Presence[]> {
  const ids = ((await redis.smembers(keys.presences)) as string[]).filter(isId);
  if (ids.length === 0) return [];
  const texts = (await redis.mget(ids.map(keys.presence))) as (string | null)[];
  const gone = ids.filter((_, i) => texts[i] === null);
  if (gone.length > 0) await redis.srem(keys.presences, ...gone);
  return texts.flatMap((text) => parse(text) ?? []);
}

const MOST_THREADS = 4096;

/** What is no presence counts as nobody. */
function parse(text: string | null): Presence | undefined {
  try {
    const { role, version, name, threads } = JSON.parse(text ?? "null") as Presence;
    const valid =
      (role === "client" || role === "worker") &&
      [version, name].every((part) => typeof part === "string" && /^[\w.:+-]{1,255}$/.test(part)) &&
      Number.isInteger(threads) &&
      threads >= 0 &&
      threads <= MOST_THREADS;
    return valid ? { role, version, name, threads } : undefined;
  } catch {
    return undefined;
  }
}

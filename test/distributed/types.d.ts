/** What the tests ask Redis beyond what Heddle does. */
declare module "ioredis" {
  interface Redis {
    keys(pattern: string): Promise<string[]>;
    pttl(key: string): Promise<number>;
    hget(key: string, field: string): Promise<string | null>;
    hset(key: string, field: string, value: string): Promise<number>;
    flushall(): Promise<unknown>;
    info(section: string): Promise<string>;
  }
}

/** A Redis of the tests' own, on a free port of the loopback interface. */
import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { Redis } from "ioredis";

export interface RedisSettings {
  /** For its append-only file. */
  readonly dir: string;
  readonly password?: string;
  /** Certificate and key; then it speaks nothing but TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export class RedisServer {
  readonly port: number;
  readonly #settings: RedisSettings;
  #child: ChildProcess | undefined;

  private constructor(port: number, settings: RedisSettings) {
    this.port = port;
    this.#settings = settings;
  }

  static async start(settings: RedisSettings): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), settings);
    await server.start();
    return server;
  }

  get url(): string {
    const { password, tls } = this.#settings;
    const user = password === undefined ? "" : `:${encodeURIComponent(password)}@`;
    return `${tls ? "rediss" : "redis"}://${user}127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const { dir, password, tls } = this.#settings;
    const ports = tls
      ? ["--port", "0", "--tls-port", `${this.port}`, "--tls-cert-file", tls.cert, "--tls-key-file", tls.key]
      : ["--port", `${this.port}`];
    const options = [
      "--bind",
      "127.0.0.1",
      "--dir",
      dir,
      "--appendonly",
      "yes",
      "--save",
      "",
      "--tls-auth-clients",
      "no",
    ];
    const secret = password === undefined ? [] : ["--requirepass", password];
    const child = spawn("redis-server", [...ports, ...options, ...secret]);
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      let output = "";
      child.stdout.on("data", (chunk) => {
        output += chunk;
        if (/Ready to accept connections/.test(output)) resolve();
      });
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`redis-server ended with ${code}: ${output}`)));
    });
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  /** Runs `look` with a connection of its own. */
  async look<T>(look: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, {
      maxRetriesPerRequest: 1,
      tls: this.#settings.tls && { rejectUnauthorized: false },
    });
    try {
      return await look(redis);
    } finally {
      redis.disconnect();
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

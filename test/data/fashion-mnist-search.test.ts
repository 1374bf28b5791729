/** Fashion-MNIST from the cache, from servers and from Debian's package, with everything that can go wrong on the way. */
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { AbortError, ResourceError } from "../../src/core/errors.js";
import { type Host, type LoadFashionMnistOptions, loadFashionMnistOn } from "../../src/data/fashion-mnist.js";
import type { DataProgress } from "../../src/data/fashion-mnist-search.js";
import { type Answer, honest, SAMPLE_SET, withServer } from "../support/fashion-server.js";
import { SAMPLE_DIR } from "../support/sample.js";
import { withTemporaryFolder } from "../support/temporary.js";

const NAMES = Object.values(SAMPLE_SET).map(({ name }) => `${name}.gz`);
const DEBIAN_FOLDER = "usr/share/datasets/fashion-mnist";

/** A machine with an empty disk at `root`, no apt, and a cache at `root`/cache. */
class Machine {
  readonly root: string;
  readonly warnings: string[] = [];
  readonly progress: DataProgress[] = [];

  constructor(root: string) {
    this.root = root;
  }

  get cache(): string {
    return join(this.root, "cache", "fashion-mnist");
  }

  load(options: LoadFashionMnistOptions = {}, host: Partial<Host> = {}) {
    const here: Host = {
      env: { PATH: join(this.root, "bin") },
      platform: "linux",
      systemRoot: this.root,
      stallMs: 10_000,
      published: SAMPLE_SET,
      ...host,
    };
    return loadFashionMnistOn(here, {
      cacheDir: join(this.root, "cache"),
      mirrors: [],
      onProgress: (event) => this.progress.push(event),
      onWarning: (message) => this.warnings.push(message),
      ...options,
    });
  }

  /** Puts the sample's files into `folder` below the root. */
  async place(folder: string, names: readonly string[] = NAMES): Promise<void> {
    await mkdir(join(this.root, folder), { recursive: true });
    for (const name of names) await copyFile(join(SAMPLE_DIR, name), join(this.root, folder, name));
  }

  /** Installs a shell script as a program. */
  async install(program: string, script: string): Promise<void> {
    const path = join(this.root, "bin", program);
    await mkdir(join(this.root, "bin"), { recursive: true });
    await writeFile(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
    await chmod(path, 0o755);
  }
}

function onMachine(body: (machine: Machine) => Promise<void>): Promise<void> {
  return withTemporaryFolder((root) => body(new Machine(root)));
}

async function failureOf(loading: Promise<unknown>): Promise<Error> {
  return loading.then(
    () => {
      throw new Error("it loaded");
    },
    (error) => error,
  );
}

describe("without the network", () => {
  test("files come from the cache", () =>
    onMachine(async (machine) => {
      await machine.place("cache/fashion-mnist");
      expect((await machine.load({ offline: true })).train.X.rows).toBe(1000);
    }));

  test("files come from Debian's installed package, and from it and the cache together", () =>
    onMachine(async (machine) => {
      await machine.place(DEBIAN_FOLDER, NAMES.slice(1));
      expect(await failureOf(machine.load({ offline: true }))).toBeInstanceOf(ResourceError);
      await machine.place("cache/fashion-mnist", NAMES.slice(0, 2));
      expect((await machine.load({ offline: true })).test.X.rows).toBe(400);
    }));

  test("the error tells what was tried, why each failed, and how to get the files by hand", () =>
    onMachine(async (machine) => {
      await machine.place("cache/fashion-mnist");
      await writeFile(join(machine.cache, NAMES[2]), "spoilt");
      await withServer(honest, async (server) => {
        const error = await failureOf(machine.load({ offline: true, mirrors: [server.url] }));
        expect(error).toBeInstanceOf(ResourceError);
        expect(error.message).toContain(`${join(machine.cache, NAMES[2])}: 6 bytes decompressed`);
        expect(error.message).toMatch(
          /datasets\/fashion-mnist \(the Debian package dataset-fashion-mnist\): no such folder/,
        );
        expect(error.message).toContain("network: not tried (offline)");
        expect(error.message).toMatch(/By hand: put train-images-idx3-ubyte.gz, .* HEDDLE_DATA_DIR/);
        expect(server.requests).toEqual([]);
      });
    }));
});

describe("from a server", () => {
  test("all four are fetched, reported, checked and kept; the next time nothing is asked", () =>
    onMachine((machine) =>
      withServer(honest, async (server) => {
        expect((await machine.load({ mirrors: [server.url] })).train.X.rows).toBe(1000);
        expect([...server.requests].sort()).toEqual([...NAMES].sort());
        expect((await readdir(machine.cache)).sort()).toEqual([...NAMES].sort());
        for (const name of NAMES) {
          const events = machine.progress.filter(({ file }) => file === name);
          const size = (await readFile(join(SAMPLE_DIR, name))).length;
          expect(events.at(-1)).toEqual({ source: server.url + name, file: name, bytes: size, totalBytes: size });
          expect(events.every(({ bytes }, i) => i === 0 || bytes > events[i - 1].bytes)).toBe(true);
        }
        await machine.load({ mirrors: [server.url] });
        expect(server.requests.length).toBe(4);
      }),
    ));

  test("only what the cache lacks, or has damaged, is fetched", () =>
    onMachine((machine) =>
      withServer(honest, async (server) => {
        await machine.place("cache/fashion-mnist", NAMES.slice(0, 3));
        await writeFile(join(machine.cache, NAMES[1]), (await readFile(join(SAMPLE_DIR, NAMES[1]))).subarray(0, 100));
        await machine.load({ mirrors: [server.url] });
        expect(server.requests).toEqual([NAMES[1], NAMES[3]]);
        expect(await readFile(join(machine.cache, NAMES[1]))).toEqual(await readFile(join(SAMPLE_DIR, NAMES[1])));
      }),
    ));

  test("a server that decompresses on the way is understood", () =>
    onMachine((machine) => {
      const decoding: Answer = (response, content) => {
        response.setHeader("content-encoding", "gzip");
        response.end(content);
      };
      return withServer(decoding, async (server) => {
        expect((await machine.load({ mirrors: [server.url] })).train.X.rows).toBe(1000);
        expect((await machine.load({ offline: true })).train.X.rows).toBe(1000);
      });
    }));

  const misbehaviour: [string, Answer, RegExp][] = [
    [
      "answers 404",
      (response) => {
        response.statusCode = 404;
        response.end("gone");
      },
      /HTTP 404 Not Found/,
    ],
    [
      "answers 500",
      (response) => {
        response.statusCode = 500;
        response.end();
      },
      /HTTP 500/,
    ],
    [
      "breaks off in the middle",
      (response, content) => {
        response.setHeader("content-length", content.length);
        response.write(content.subarray(0, content.length >> 1), () => response.destroy());
      },
      /terminated|closed|aborted/,
    ],
    [
      "sends a truncated file as if it were whole",
      (response, content, name) => honest(response, content.subarray(0, content.length >> 1), name),
      /the gzip data is truncated/,
    ],
    [
      "sends other content of the right form",
      (response, content, name) => honest(response, gzipSync(gunzipSync(content).fill(3, 100, 101)), name),
      /SHA-256 of the decompressed file is [0-9a-f]{64}; the published one is/,
    ],
    ["sends a login page", (response) => response.end("<html>please log in</html>"), /26 bytes decompressed/],
    [
      "announces far too much",
      (response) => {
        response.setHeader("content-length", 10 ** 12);
        response.write("x");
      },
      /sends 1000000000000 bytes or more; at most/,
    ],
    [
      "sends without end",
      (response) => {
        const more = () => response.write(Buffer.alloc(1 << 18), (error) => error || more());
        more();
      },
      /bytes or more; at most/,
    ],
  ];
  test.each(misbehaviour)("one that %s is left for the next, and no part of its file is kept", (_, answer, message) =>
    onMachine((machine) =>
      withServer(answer, async (bad) => {
        const error = await failureOf(machine.load({ mirrors: [bad.url] }));
        expect(error).toBeInstanceOf(ResourceError);
        expect(error.message).toMatch(message);
        expect(error.message).toContain(bad.url + NAMES[0]);
        expect(bad.requests).toEqual([NAMES[0]]);
        expect(await readdir(machine.root)).toEqual([]);
        await withServer(honest, async (good) => {
          expect((await machine.load({ mirrors: [bad.url, good.url] })).train.X.rows).toBe(1000);
        });
        expect((await readdir(machine.cache)).sort()).toEqual([...NAMES].sort());
      }),
    ),
  );

  test("one that falls silent is given up", () =>
    onMachine((machine) =>
      withServer(
        (response, content) => response.write(content.subarray(0, 10)),
        async (silent) => {
          const error = await failureOf(machine.load({ mirrors: [silent.url] }, { stallMs: 200 }));
          expect(error.message).toContain(`${silent.url}${NAMES[0]}: no data for 0.2 s`);
        },
      ),
    ));

  test("one that cannot be reached is named with the reason", () =>
    onMachine(async (machine) => {
      const url = await withServer(honest, async (server) => server.url);
      const error = await failureOf(machine.load({ mirrors: [url] }));
      expect(error.message).toMatch(/fetch failed: connect ECONNREFUSED 127\.0\.0\.1/);
    }));

  test("a download is cancelled in the middle; what was complete stays, the rest is fetched next time", () =>
    onMachine(async (machine) => {
      const stuckAtThird: Answer = (response, content, name) => {
        if (name !== NAMES[2]) return honest(response, content, name);
        response.setHeader("content-length", content.length);
        response.write(content.subarray(0, 1000));
      };
      await withServer(stuckAtThird, async (server) => {
        const controller = new AbortController();
        const onProgress = ({ file }: DataProgress) => {
          if (file === NAMES[2]) controller.abort();
        };
        const error = await failureOf(machine.load({ mirrors: [server.url], signal: controller.signal, onProgress }));
        expect(error).toBeInstanceOf(AbortError);
        expect(error.name).toBe("AbortError");
        expect((await readdir(machine.cache)).sort()).toEqual(NAMES.slice(0, 2).sort());
      });
      await withServer(honest, async (server) => {
        await machine.load({ mirrors: [server.url] });
        expect(server.requests).toEqual(NAMES.slice(2));
      });
    }));

  test("a cache that cannot be written is a warning, and the data come from memory", () =>
    onMachine((machine) =>
      withServer(honest, async (server) => {
        await writeFile(join(machine.root, "cache"), "a file where a folder should be");
        expect((await machine.load({ mirrors: [server.url] })).train.X.rows).toBe(1000);
        expect(machine.warnings.length).toBe(1);
        expect(machine.warnings[0]).toMatch(/^Fashion-MNIST is used from memory, not kept: /);
        expect(machine.warnings[0]).toContain(machine.cache);
      }),
    ));

  test("two loads at once both succeed", () =>
    onMachine((machine) =>
      withServer(honest, async (server) => {
        const loads = await Promise.all([1, 2].map(() => machine.load({ mirrors: [server.url] })));
        expect(loads.map(({ train }) => train.X.rows)).toEqual([1000, 1000]);
        expect((await readdir(machine.cache)).sort()).toEqual([...NAMES].sort());
      }),
    ));
});

const onUnix = process.platform === "win32" ? describe.skip : describe;

onUnix("from Debian's package", () => {
  /** apt-get that "downloads" a package; dpkg-deb that unpacks it by copying the sample. */
  async function installApt(machine: Machine, beforeDownload: string): Promise<void> {
    await machine.install("apt-get", `echo "$@" >> ${machine.root}/calls\n${beforeDownload}\necho deb > data.deb`);
    await machine.install("dpkg-deb", `mkdir -p "$3/${DEBIAN_FOLDER}" && cp ${SAMPLE_DIR}*.gz "$3/${DEBIAN_FOLDER}"`);
  }

  const calls = async (machine: Machine) => (await readFile(join(machine.root, "calls"), "utf8")).trim().split("\n");

  test("it is downloaded, unpacked, checked and kept when no server has the files", () =>
    onMachine(async (machine) => {
      await installApt(machine, "");
      expect((await machine.load()).train.X.rows).toBe(1000);
      expect(await calls(machine)).toEqual([expect.stringMatching(/ download dataset-fashion-mnist$/)]);
      const source = "apt-get download dataset-fashion-mnist";
      const event = { source, file: "dataset-fashion-mnist", totalBytes: undefined };
      expect(machine.progress[0]).toEqual({ ...event, bytes: 0 });
      expect(machine.progress.at(-1)).toEqual({ ...event, bytes: 4 });
      expect((await readdir(machine.cache)).sort()).toEqual([...NAMES].sort());
      await rm(join(machine.root, "bin"), { recursive: true });
      expect((await machine.load()).train.X.rows).toBe(1000);
    }));

  test("package lists are read afresh, into a temporary folder, when apt does not know the package", () =>
    onMachine(async (machine) => {
      const firstTimeOnly =
        'case "$*" in *update) exit 0;; *Dir::State*) ;; *) echo "E: Unable to locate package" >&2; exit 100;; esac';
      await installApt(machine, firstTimeOnly);
      expect((await machine.load()).train.X.rows).toBe(1000);
      const [first, update, second] = await calls(machine);
      expect(first).toMatch(/download/);
      expect(update).toMatch(/Dir::State::lists=.* update$/);
      expect(second).toMatch(/Dir::State::lists=.* download dataset-fashion-mnist$/);
    }));

  test("apt's own words are in the error", () =>
    onMachine(async (machine) => {
      await installApt(machine, 'echo "W: a warning" >&2; echo "E: Could not resolve host" >&2; exit 100');
      const error = await failureOf(machine.load());
      expect(error).toBeInstanceOf(ResourceError);
      expect(error.message).toContain("  - apt-get update: E: Could not resolve host");
      expect(error.message).not.toContain("a warning");
    }));

  test("a package with other content is refused", () =>
    onMachine(async (machine) => {
      await installApt(machine, "");
      await machine.install("dpkg-deb", `mkdir -p "$3/${DEBIAN_FOLDER}"`);
      expect((await failureOf(machine.load())).message).toMatch(/has no train-images-idx3-ubyte.gz/);
    }));

  test("a folder for temporary files that is not there is one of the reasons, not a failure of its own", () =>
    onMachine(async (machine) => {
      const TMPDIR = join(machine.root, "gone");
      const error = await failureOf(machine.load({}, { env: { PATH: join(machine.root, "bin"), TMPDIR } }));
      expect(error).toBeInstanceOf(ResourceError);
      expect(error.message).toMatch(/apt-get download dataset-fashion-mnist: no folder for temporary files: ENOENT/);
    }));

  test("a machine without apt says so, as does one that is no Linux", () =>
    onMachine(async (machine) => {
      expect((await failureOf(machine.load())).message).toContain("  - apt-get is not installed");
      const mac = await failureOf(machine.load({}, { platform: "darwin" }));
      expect(mac.message).toContain("  - apt-get: darwin has no Debian packages");
    }));

  test("it can be cancelled", () =>
    onMachine(async (machine) => {
      await installApt(machine, "exec sleep 60");
      const signal = AbortSignal.timeout(300);
      expect(await failureOf(machine.load({ signal }))).toBeInstanceOf(AbortError);
      expect(await calls(machine)).toHaveLength(1);
    }));
});

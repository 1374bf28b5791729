/** `heddle study`: the study of Fashion-MNIST, or of data of one's own, from data to report. */
import { basename } from "node:path";
import { type Command, Option } from "commander";
import type { StudyData } from "../../study/context.js";
import { PROFILES } from "../../study/profiles.js";
import type { StudyListener } from "../../study/progress.js";
import type { ProfileName } from "../../study/results.js";
import { fetchFashionMnist, readRows } from "../dataset.js";
import { createDisplay, type ProgressDisplay } from "../progress.js";
import { addRedisOptions, type RedisCommandOptions, redisOptions } from "../redis.js";
import { addEngineOptions, type EngineOptions, parseCount, withSession } from "../session.js";
import { jsonReporter, textReporter } from "../study-listener.js";

interface StudyCommandOptions extends EngineOptions, RedisCommandOptions {
  readonly out: string;
  readonly full?: boolean;
  readonly profile: ProfileName;
  readonly only?: readonly string[];
  readonly seed: number;
  readonly fresh?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
  readonly data?: string;
  readonly label?: string;
  readonly test?: string;
  readonly dataDir?: string;
  readonly redisData?: string;
}

export function addStudyCommand(program: Command): void {
  const command = program
    .command("study")
    .description("run the Fashion-MNIST study, or the same on data of your own, and write a report")
    .option("--full", "every step at full size: about half an hour on two cores, instead of three minutes")
    .option("--only <steps>", "compute these steps alone, such as cSweep,final", (text) => text.split(","))
    .option("--data <files>", "data of your own: images.idx,labels.idx (or .gz), or a CSV file")
    .option("--label <column>", "label column of the CSV file: its name, or its position (0 first, -1 last)")
    .option("--test <files>", "test rows of your own, as --data (default: a seventh of the rows is held out)")
    .option("--out <folder>", "where the report goes", "report")
    .option("--seed <n>", "seed of everything random", parseCount, 0)
    .option("--fresh", "forget what an earlier run has finished")
    .option("--quiet", "say nothing but errors and the place of the report")
    .option("--json", "tell of the progress in JSON lines on the standard output")
    .option("--data-dir <folder>", "folder with the four Fashion-MNIST files (default: found or downloaded)")
    .addOption(
      new Option("--profile <name>", "how much is computed; --full is short for full")
        .choices(Object.keys(PROFILES))
        .default("default")
        .hideHelp(),
    );
  addRedisOptions(command, "do the fits on the workers that serve this Redis").option(
    "--redis-data <folder>",
    "put the data there instead of in Redis; workers are started with --data",
  );
  addEngineOptions(command).action(runStudyCommand);
}

async function runStudyCommand(options: StudyCommandOptions): Promise<void> {
  const { out, seed, fresh, only, quiet = false, json = false } = options;
  const profile = options.full ? "full" : options.profile;
  const display = createDisplay(quiet || json);
  const reporter = json ? jsonReporter() : textReporter(display, quiet);
  const [{ checkSteps, runStudy }, { prepareFolder, writeReport }] = await Promise.all([
    import("../../study/run.js"),
    import("../../study/report/write.js"),
  ]);
  if (only) checkSteps(only);
  await prepareFolder(out);
  await withSession(options, async (signal) => {
    display.start("data", 100);
    const data = await readData(options, display, signal);
    const { train, test, summary } = data;
    reporter.data(`data: ${summary.name}, ${train.X.rows} training and ${test.X.rows} test rows`);
    const { listener } = reporter;
    const executor = await remoteExecutor(options, listener);
    try {
      const results = await runStudy(data, { out, profile, seed, fresh, only, signal, listener, executor });
      reporter.finished(results, await writeReport(out, results, test.X));
    } finally {
      await executor?.close();
    }
  });
}

async function remoteExecutor(options: StudyCommandOptions, { note }: StudyListener) {
  if (options.redis === undefined) return undefined;
  const { redisExecutor } = await import("../../distributed/index.js");
  const onWarning = ({ message }: Error) => note(message);
  return redisExecutor({ ...redisOptions(options), dataDir: options.redisData, onWarning });
}

async function readData(
  { data, label, test, seed, dataDir }: StudyCommandOptions,
  display: ProgressDisplay,
  signal: AbortSignal,
): Promise<StudyData> {
  if (data === undefined) {
    const { fashionStudy } = await import("../../study/fashion-data.js");
    return fashionStudy(await fetchFashionMnist(display, dataDir, signal));
  }
  const { ownStudy } = await import("../../study/own-data.js");
  const rows = await readRows(data, label, signal);
  const testRows = test === undefined ? undefined : await readRows(test, label, signal);
  return ownStudy({ name: basename(data.split(",")[0]), source: data, train: rows, test: testRows }, seed);
}

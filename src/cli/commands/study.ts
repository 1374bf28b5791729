/** `heddle study`: the Fashion-MNIST study from data to report. */
import type { Command } from "commander";
import type { StudyListener } from "../../study/progress.js";
import { fetchFashionMnist } from "../dataset.js";
import { createDisplay, type ProgressDisplay } from "../progress.js";
import { addEngineOptions, type EngineOptions, parseCount, withSession } from "../session.js";

interface StudyCommandOptions extends EngineOptions {
  readonly out: string;
  readonly seed: number;
  readonly fresh?: boolean;
  readonly quiet?: boolean;
  readonly dataDir?: string;
}

export function addStudyCommand(program: Command): void {
  const command = program
    .command("study")
    .description("run the Fashion-MNIST study and write a report (about ten minutes on two cores)")
    .option("--out <folder>", "where the report goes", "report")
    .option("--seed <n>", "seed of everything random", parseCount, 0)
    .option("--fresh", "forget what an earlier, stopped run has finished")
    .option("--quiet", "say nothing but errors and the place of the report")
    .option("--data-dir <folder>", "folder with the four Fashion-MNIST files (default: found or downloaded)");
  addEngineOptions(command).action(runStudyCommand);
}

async function runStudyCommand(options: StudyCommandOptions): Promise<void> {
  const display = createDisplay(options.quiet ?? false);
  const [{ runStudy }, { prepareFolder, writeReport }] = await Promise.all([
    import("../../study/run.js"),
    import("../../study/report/write.js"),
  ]);
  await prepareFolder(options.out);
  await withSession(options, async (signal) => {
    display.start("data", 100);
    const dataset = await fetchFashionMnist(display, options.dataDir, signal);
    display.stop(`data: ${dataset.train.X.rows} training and ${dataset.test.X.rows} test images`);
    const { out, seed, fresh } = options;
    const results = await runStudy(dataset, { out, seed, fresh, signal, listener: listenerFor(display) });
    const page = await writeReport(out, results, dataset.test.X);
    console.log(
      `Test accuracy ${results.final.testAccuracy.toFixed(4)} in ${(results.totalSeconds / 60).toFixed(1)} minutes. The report: ${page}`,
    );
  });
}

function listenerFor(display: ProgressDisplay): StudyListener {
  const titles = new Map<string, string>();
  return {
    stepStarted({ id, title, total }) {
      titles.set(id, title);
      display.start(title, total);
    },
    stepProgress: (_id, done, detail) => display.update(done, detail),
    stepEnded: (id, summary, seconds, resumed) =>
      display.stop(`${titles.get(id)}: ${summary} (${resumed ? "kept from before" : `${seconds.toFixed(1)} s`})`),
    note: (text) => display.note(text),
  };
}

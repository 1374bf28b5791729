/** `heddle data`: finds or fetches Fashion-MNIST and says what it is. */
import type { Command } from "commander";
import { fetchFashionMnist } from "../dataset.js";
import { createDisplay } from "../progress.js";

export function addDataCommand(program: Command): void {
  program
    .command("data")
    .description("find or download Fashion-MNIST and check it")
    .option(
      "--data-dir <folder>",
      "folder with the four files (default: HEDDLE_DATA_DIR, the cache, the system's package, then the network)",
    )
    .action(async (options: { dataDir?: string }) => {
      const controller = new AbortController();
      process.once("SIGINT", () => controller.abort());
      const display = createDisplay(false);
      display.start("Fashion-MNIST", 100);
      const { train, test, classNames } = await fetchFashionMnist(display, options.dataDir, controller.signal);
      display.stop(
        `Fashion-MNIST: ${train.X.rows} training and ${test.X.rows} test images of ${train.X.cols} pixels, checksums right`,
      );
      console.log(`classes: ${classNames.join(", ")}`);
    });
}

/** The task table: everything a worker can be asked to do. A new task is one name here. */
import type { Task } from "../engine/executor.js";
import { logisticGramTask } from "../models/linear/logistic-gram.js";
import { linearScoreTask } from "../models/linear/logistic-predict.js";
import { logisticTask } from "../models/linear/logistic-task.js";
import { sgdTrain } from "../models/linear/sgd-task.js";
import { mlpScoreTask } from "../models/mlp/predict.js";
import { mlpTrainTask } from "../models/mlp/train-task.js";
import { groupColumnsTask, groupSumsTask } from "../models/neighbors/screen.js";
import { searchTask } from "../models/neighbors/search.js";
import { quantizedScoreTask } from "../models/quantized/predict.js";
import { svcDecide } from "../models/svm/decide.js";
import { svcDots, svcGram, svcGramOfDots, svcPack } from "../models/svm/gram-tasks.js";
import { svcPair } from "../models/svm/tasks.js";
import { columnsTask, growTask, narrowTask, rankTask, splitsTask } from "../models/tree/tasks.js";
import { foldTask } from "../selection/fold-task.js";

/** Payload and result types are each task's own; the executor's caller knows them, the table does not. */
type AnyTask = Task<never, unknown>;

const LINEAR: readonly AnyTask[] = [linearScoreTask, logisticGramTask, logisticTask, sgdTrain];
const MLP: readonly AnyTask[] = [mlpScoreTask, mlpTrainTask, quantizedScoreTask];
const NEIGHBORS: readonly AnyTask[] = [groupColumnsTask, groupSumsTask, searchTask];
const SVM: readonly AnyTask[] = [svcDecide, svcDots, svcGram, svcGramOfDots, svcPack, svcPair];
const TREE: readonly AnyTask[] = [columnsTask, growTask, narrowTask, rankTask, splitsTask];
const SELECTION: readonly AnyTask[] = [foldTask];

const byName = new Map(
  [...LINEAR, ...MLP, ...NEIGHBORS, ...SVM, ...TREE, ...SELECTION].map((task) => [task.name, task]),
);

/**
 * Adds tasks to this thread's table. For a worker file of one's own, which calls this and then exports Heddle's worker as its default.
 */
export function registerTasks(...tasks: readonly AnyTask[]): void {
  for (const task of tasks) byName.set(task.name, task);
}

export function findTask(name: string): AnyTask | undefined {
  return byName.get(name);
}

// @ts-check
/** The groups, in the order they run. A group is one line here and one module beside it. */
import * as gemm from "./gemm.mjs";
import * as knn from "./knn.mjs";
import * as logreg from "./logreg.mjs";
import * as mlpPredict from "./mlp-predict.mjs";
import * as mlpTrain from "./mlp-train.mjs";
import * as scaling from "./scaling.mjs";
import * as sgd from "./sgd.mjs";
import * as startup from "./startup.mjs";
import * as svm from "./svm.mjs";
import * as tree from "./tree.mjs";

/** @type {Record<string, { cases: (options: import("../types.d.ts").Options) => import("../types.d.ts").Case[] }>} */
export const GROUPS = {
  gemm,
  "mlp-train": mlpTrain,
  "mlp-predict": mlpPredict,
  knn,
  svm,
  tree,
  logreg,
  sgd,
  startup,
  scaling,
};

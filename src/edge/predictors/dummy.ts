import { dummyCodes, dummyProbabilities } from "../../models/dummy/predict.js";
import { readDummy } from "../../persist/states/dummy.js";
import type { MakePredictor } from "./predictor.js";

export const makeDummy: MakePredictor = (_, stored) => {
  const state = readDummy(stored);
  return {
    codes: ({ rows }) => dummyCodes(state, rows),
    probabilities: ({ rows }) => dummyProbabilities(state, rows),
  };
};

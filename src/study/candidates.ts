/** The networks that stand for election as the best one. What they have in common was found on the validation rows alone. */
import type { MLPParams } from "../models/mlp/classifier.js";
import type { StudyContext } from "./context.js";

export interface Candidate {
  readonly label: string;
  /** What sets it apart, in a few words. */
  readonly about: string;
  readonly params: Partial<MLPParams>;
}

export function candidatesOf({ profile, seed, summary }: StudyContext): Candidate[] {
  const { imageShape } = summary;
  const flips: Partial<MLPParams> = imageShape ? { augmentation: { imageShape, horizontalFlip: true } } : {};
  const plain: Partial<MLPParams> = {
    hiddenLayerSizes: profile.bestNetwork.hidden,
    activation: "relu",
    solver: "adam",
    learningRate: "oneCycle",
    learningRateInit: 0.008,
    weightDecay: 0.01,
    alpha: 0,
    batchSize: 256,
    batchNorm: true,
    inputDropout: 0.1,
    dropout: 0.3,
    randomState: seed,
  };
  const recommended = { ...plain, ...flips };
  return [
    {
      label: "recommended",
      about: "batch normalisation, dropout, mirrored where rows are images",
      params: recommended,
    },
    ...(imageShape ? [{ label: "no flips", about: "images as they are", params: plain }] : []),
    {
      label: "label smoothing",
      about: "0.05 of every target spread",
      params: { ...recommended, labelSmoothing: 0.05 },
    },
  ];
}

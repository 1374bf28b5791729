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
  const recommended: Partial<MLPParams> = {
    hiddenLayerSizes: profile.bestNetwork.hidden,
    activation: "relu",
    solver: "adam",
    learningRate: "oneCycle",
    learningRateInit: 0.008,
    weightDecay: 0.01,
    alpha: 0,
    batchSize: 256,
    batchNorm: true,
    inputDropout: 0.2,
    dropout: 0.3,
    randomState: seed,
  };
  const { imageShape } = summary;
  const augmentation = imageShape && { imageShape, horizontalFlip: true, maxShift: 0 };
  return [
    { label: "recommended", about: "batch normalisation, dropout of inputs and units", params: recommended },
    ...(augmentation
      ? [{ label: "flips", about: "images mirrored at random", params: { ...recommended, augmentation } }]
      : []),
    { label: "no batch norm", about: "sums as they are", params: { ...recommended, batchNorm: false } },
    { label: "no input dropout", about: "every input is seen", params: { ...recommended, inputDropout: 0 } },
  ];
}

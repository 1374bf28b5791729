/**
 * What one binary machine of stochastic gradient descent carries from sample to sample: numbers in the engine's memory, all f64.
 *
 * src/kernels/sgd.ts fills the record and names the fields in the same order. Codes: loss 0 hinge, 1 log loss, 2 squared hinge, 3 perceptron,
 * 4 modified Huber; penalty 0 none, 1 L1, 2 L2, 3 elastic net; schedule 0 optimal, 1 constant, 2 inverse scaling, 3 adaptive.
 */
// @ts-ignore: decorator
@unmanaged
export class Machine {
  loss: f64;
  penalty: f64;
  schedule: f64;
  alpha: f64;
  /** Share of L1 in the penalty: 0 for L2, 1 for L1. */
  l1Ratio: f64;
  eta0: f64;
  powerT: f64;
  /** Where the optimal schedule starts to count, in samples. */
  optimalStart: f64;
  /** 1 learns an intercept, 0 keeps it. */
  fitIntercept: f64;
  /** The sample from which weights are averaged, counted from 1; 0 never. */
  average: f64;
  /** The class of positive samples. */
  positive: f64;
  /** Factors of the gradient of positive and of negative samples. */
  positiveWeight: f64;
  negativeWeight: f64;
  /** Samples met, counted from 1. */
  t: f64;
  /** The current learning rate. */
  eta: f64;
  intercept: f64;
  /** Common factor of all stored weights: they stand for scale · weights. */
  scale: f64;
  /** The L1 penalty that every weight could have received so far. */
  owed: f64;
  /** Sum of the losses of the epoch, each before its own update. */
  sumLoss: f64;
  averageIntercept: f64;
  /** The mean of the weights is (averageA · weights + averages) / averageB. */
  averageA: f64;
  averageB: f64;
  /** Held-out rows on their side. */
  hits: f64;
  /** Σ weights · row for the sample at hand. */
  product: f64;
  /** Addresses of three vectors: the weights, what `averageB` divides, and what L1 has taken from every weight. */
  weights: f64;
  averages: f64;
  paid: f64;
}

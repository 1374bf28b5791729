/** The record of a fit, epoch by epoch. */

/** What one epoch came to. */
export interface EpochRecord {
  /** Counted from 1 over all fits of a warm start. */
  readonly epoch: number;
  /** Mean cross-entropy of the training rows plus the L2 penalty, as the batches met them: before their own update, with dropout and label smoothing. */
  readonly loss: number;
  /** Share of the training rows the batches had right, on the same terms. */
  readonly accuracy: number;
  /** Mean cross-entropy of the validation rows after the epoch, without penalty, dropout and label smoothing. */
  readonly validationLoss?: number;
  readonly validationAccuracy?: number;
  /** The rate the epoch began with. */
  readonly learningRate: number;
  /** Wall time. */
  readonly seconds: number;
}

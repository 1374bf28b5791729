/** What distributed work warns of. Handed to `onWarning`, never thrown. */
import { HeddleError } from "../core/errors.js";

/** Tasks wait, and nobody who could run them is there. */
export class DistributedWarning extends HeddleError {
  constructor(message: string) {
    super("WARN_DISTRIBUTED", message);
  }
}

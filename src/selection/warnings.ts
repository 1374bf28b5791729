/** What model selection warns of. Handed to `onWarning`, never thrown. */
import { HeddleError } from "../core/errors.js";

/** Some fits failed and count with `errorScore`. */
export class FitFailedWarning extends HeddleError {
  constructor(message: string) {
    super("WARN_FIT_FAILED", message);
  }
}

/** A split, a grid or a set of sizes that is legal but hardly meant. */
export class SelectionWarning extends HeddleError {
  constructor(message: string) {
    super("WARN_SELECTION", message);
  }
}

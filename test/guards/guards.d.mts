/** Types of guards.mjs. */
export interface Guard {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly without: string;
  readonly tries?: number;
  readonly suite: string;
  readonly only: string;
}
export const GUARDS: readonly Guard[];

/** Exit codes of the command line. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  /** 128 + SIGINT, as shells expect. */
  interrupted: 130,
} as const;

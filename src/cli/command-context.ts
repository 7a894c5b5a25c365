/** What a command needs of the program that it is added to. */
export interface CommandContext {
  readonly finish: (code: number) => void;
  /** The folder of `--out`, where the command names none. */
  readonly out: () => string;
}

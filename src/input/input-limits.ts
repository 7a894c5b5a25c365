/** What a file from outside may ask of this process. Each reader names the limit that it refuses by. */
export interface InputLimits {
  /** Of a file, and of what a gzip file unpacks to. */
  readonly bytes: number;
  /** The same of what is read once and not kept, such as a GC log of a month. */
  readonly streamedBytes: number;
  readonly lineBytes: number;
  readonly lines: number;
  /** Of a module, which is compiled. */
  readonly moduleBytes: number;
  /** Of a JSON text, and values in it: members of objects and elements of arrays. */
  readonly jsonBytes: number;
  readonly jsonValues: number;
  /** Objects and arrays inside one another. The same for all sizes: what reads them recurses. */
  readonly jsonDepth: number;
}

const defaultMaxInput = 2 ** 28;
const defaultMaxStreamed = 2 ** 36;

let given: number | undefined;

/**
 * Raises or lowers the limits of everything that this thread reads from now on (`--max-input`). One setting for a
 * process, made once: a limit that each reader had to be handed would be missing in one of them. `undefined`: the
 * defaults.
 */
export function setMaxInput(bytes: number | undefined): void {
  given = bytes;
}

/**
 * The limits in force. By default 256 MiB (64 GiB of what is streamed), and in proportion to it lines of 1 MiB and of 16 bytes on average, JSON of
 * 64 MiB with 4 million values: what is refused was never more than about 400 MiB of memory.
 */
export function inputLimits(): InputLimits {
  const maxInput = given ?? defaultMaxInput;
  return {
    bytes: maxInput,
    streamedBytes: given ?? defaultMaxStreamed,
    lineBytes: Math.max(2 ** 10, Math.floor(maxInput / 2 ** 8)),
    lines: Math.max(2 ** 10, Math.floor(maxInput / 2 ** 4)),
    moduleBytes: Math.max(2 ** 16, Math.floor(maxInput / 2 ** 4)),
    jsonBytes: Math.max(2 ** 10, Math.floor(maxInput / 4)),
    jsonValues: Math.max(2 ** 10, Math.floor(maxInput / 2 ** 6)),
    jsonDepth: 256,
  };
}

/** 268435456 -> `256 MiB`. */
export function sizeText(bytes: number): string {
  const [unit, name] =
    bytes >= 2 ** 30 ? [2 ** 30, 'GiB'] : bytes >= 2 ** 20 ? [2 ** 20, 'MiB'] : [2 ** 10, 'KiB'];
  return `${Number((bytes / unit).toFixed(1))} ${name}`;
}

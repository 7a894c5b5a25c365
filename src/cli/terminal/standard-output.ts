import { exitCodes } from '../exit-codes.ts';

/** Escape sequences that colour text (SGR): the only ones that our own output has. */
const colours = String.raw`\u001b\[\d{1,3}m`;
const controls = new RegExp(
  String.raw`(${colours})|(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]`,
  'gu',
);

/** Text without what a terminal would act on, but for colours, line breaks and tabs. */
export function printable(text: string): string {
  return text.replaceAll(controls, (_, colour: string | undefined) => colour ?? '?');
}

/** Past the filter: for the status line, which moves the cursor. */
let writeToTerminal: (text: string) => void = (text) => void process.stderr.write(text);

export function moveOnTerminal(text: string): void {
  writeToTerminal(text);
}

/** Whether the standard output could not be written, and not because its reader went away. */
let hasFailed = false;

/**
 * From now on everything that is printed goes through here. Names from outside reach no terminal raw. A reader
 * such as `head` may go away: that ends the printing and never the work. A full
 * device ends the printing with a line, and the program with 64.
 */
export function guardOutput(): void {
  const { stdout, stderr } = process;
  writeToTerminal = stderr.write.bind(stderr);
  guard(stdout, (error) => {
    if (error.code === 'EPIPE') return;
    hasFailed = true;
    console.error(`skipover: cannot write to standard output: ${error.message}`);
    // The error of the last write comes when the work is over.
    process.exitCode = exitCodes.usage;
  });
  // If errors cannot be written, there is nobody left to report to.
  guard(stderr, () => {});
}

/** Ends the process when all output is written, even if the user's module has left timers or servers running. */
export function endOnceWritten(): void {
  const { stdout, stderr } = process;
  setInterval(() => {
    if (stdout.writableLength === 0 && stderr.writableLength === 0) process.exit();
  }, 100).unref();
}

/** The standard output is for a result alone: everything else that is printed goes to standard error. */
export function reserveOutput(): void {
  console.log = (...words: readonly unknown[]): void => console.error(...words);
}

/** The code to exit with: 64 where the output could not be written. */
export function codeAfterOutput(code: number): number {
  return hasFailed ? exitCodes.usage : code;
}

function guard(stream: NodeJS.WriteStream, onError: (error: NodeJS.ErrnoException) => void): void {
  let isOpen = true;
  const write = stream.write.bind(stream);
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isOpen = false;
    onError(error);
  });
  const guarded = (text: string | Uint8Array, ...rest: never[]): boolean => {
    if (!isOpen) return true;
    return write(typeof text === 'string' ? printable(text) : text, ...rest);
  };
  stream.write = guarded;
}

/** The words of a command that the kernel kills when this process ends, whatever ended it. */
export function endingWithUs(command: string, args: readonly string[]): [string, string[]] {
  return ['setpriv', ['--pdeathsig', 'KILL', command, ...args]];
}

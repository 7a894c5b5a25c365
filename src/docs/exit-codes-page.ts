import { exitCodes } from '../cli/exit-codes.ts';
import { generated, page, table } from './markdown.ts';

/** What each code means; a code without a row here is a type error. */
const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: 'Everything is as expected. For `check` without a named design: every cell of the matrix is as written down in the model.',
  configuration: 'An unknown or contradictory design, hazard, switch, value or scope.',
  deadlock: 'A deadlock; a simulated migration that stops making progress.',
  safety:
    'A safety property is violated; `simulate` lost a page; a failure that was expected did not appear.',
  liveness: 'A liveness property is violated.',
  conformance: 'An implementation or its log departs from the model.',
  threshold:
    'A gate or threshold failed: a cell of `check` that counts other states, transitions or depth than recorded, a gate of `report` or `fuzz`, a surviving mutant of `mutants`, a limit exceeded in `cost-bounds`, a goal left uncovered by `--max-paths` in `paths`.',
  vacuous: 'A property was never exercised, or a hazard had no effect within the bounds.',
  inconclusive: 'A limit ended a search before it was complete.',
  usage: 'Wrong arguments, or an output that cannot be written.',
  data: 'A file that cannot be read, is damaged, or was made by another version of the model.',
  internal: 'An internal error. `SKIPOVER_VERBOSE=1` prints the stack.',
};

/** What shells count for a process that a signal ended: 128 and its number. */
const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** `docs/exit-codes.md`, from the table of the program. */
export function exitCodesPage(): string {
  return page(
    '# Exit codes',
    generated,
    'Every failure is one line on standard error. Only 0 is a pass.',
    table(
      ['code', 'name', 'meaning'],
      [
        ...Object.entries(exitCodes).map(([name, number]) => [
          String(number),
          name,
          meanings[name as keyof typeof exitCodes],
        ]),
        ...Object.entries(signals).map(([name, number]) => [
          String(number),
          name,
          'Interrupted by this signal; with `--checkpoint` the search was saved.',
        ]),
      ],
    ),
    'If several verdicts occur, the code is the first of 70, 12, 13, 11, 14, 20, 16, 15, 10 that applies. ' +
      'A lasso that stands still where a deadlock was found counts as that deadlock (11).',
  );
}

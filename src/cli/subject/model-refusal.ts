import { resolve } from 'node:path';
import { InputError } from '../../foundation/input-error.ts';
import { ModelError, type PathStep } from '../../foundation/model-error.ts';
import { isStackOverflow, stackOverflowText } from '../../foundation/stack-overflow.ts';
import { oneLine } from '../../foundation/one-line.ts';

/** Steps of the path that the line shows. */
const stepsMax = 8;

/** Runs `work` on systems of `file`. A mistake in the file that shows on the way is bad input, in one line. */
export async function refusingMistakes<Result>(
  file: string,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ModelError) throw mistakeIn(file, error);
    if (isStackOverflow(error)) throw new InputError('data', `${file}: ${stackOverflowText}`);
    if (isThrownIn(file, error)) throw mistakeIn(file, new ModelError(error.message));
    throw error;
  }
}

/** Whether code of the file itself threw it: a guard or an action that nothing between wraps. */
function isThrownIn(file: string, error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof InputError) return false;
  const [first] = /^ {4}at .*$/m.exec(error.stack ?? '') ?? [];
  return first !== undefined && first.includes(resolve(file));
}

function mistakeIn(file: string, { problems, path }: ModelError): InputError {
  const reasons = problems.join('; ').replaceAll(/\s*\n\s*/g, '; ');
  const place = path === undefined ? '' : ` (${placeOf(path)})`;
  return new InputError('data', oneLine(`${file}: a mistake in the model: ${reasons}${place}`));
}

function placeOf(path: readonly PathStep[]): string {
  if (path.length === 0) return 'in the initial state';
  const steps = path.map(({ process, event, choice }) => {
    const chosen = choice === undefined ? '' : ` (choice ${choice})`;
    return `${process} ${event}${chosen}`;
  });
  const shown = steps.slice(-stepsMax);
  const left = steps.length > shown.length ? '..., ' : '';
  return `after ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}: ${left}${shown.join(', ')}`;
}

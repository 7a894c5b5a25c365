import { InputError } from '../../foundation/input-error.ts';
import { InputFile } from '../../input/input-file.ts';
import { linesOf } from '../../input/read-lines.ts';
import { judgeTrace, modelOfTrace } from '../../timing/qemu/judge-trace.ts';
import { readTraceEvents } from '../../timing/qemu/trace-events.ts';
import type { Judged, JudgeArguments } from './judgement.ts';

/**
 * Judges a log of QEMU's trace events (docs/qemu-trace.md) by the model of QEMU's loop.
 *
 * Throws `InputError('usage')` for options that belong to other logs, `InputError('data')` with the number of a damaged line.
 */
export function judgeRecording(log: string, given: JudgeArguments): () => Promise<Judged> {
  const { design, system, hazard, scope, only, silent, reorder, maxStates, follow } = given;
  const others = { design, system, scope, only, reorder, maxStates, follow };
  const isPlain =
    Object.values(others).every((each) => each === undefined) &&
    hazard.length + silent.length === 0;
  if (!isPlain)
    throw new InputError(
      'usage',
      '--qemu names the model; it goes with --json, --out and --max-input only',
    );
  return async () => {
    const file = new InputFile(log, { expected: "a log of QEMU's trace events" });
    try {
      const trace = readTraceEvents([...linesOf(file)].join('\n'));
      const model = modelOfTrace(trace);
      const { system: qemu } = model;
      const result = judgeTrace(trace, model);
      // Zero pages are steps without a line. What no small guest does is not worth a mention.
      const seen = { ...result, unseen: [] };
      return {
        model: { system: qemu, name: 'qemu', flags: '--qemu' },
        result: seen,
        unit: 'steps',
      };
    } catch (error) {
      const isOfLine = error instanceof InputError && /^line \d/.test(error.message);
      throw isOfLine ? new InputError(error.kind, `${log}: ${error.message}`) : error;
    }
  };
}

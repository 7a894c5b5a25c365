import type { JudgeResult } from '../../conformance/log-judge.ts';
import type { ModelArguments, NamedModel } from './model-argument.ts';

/** What `skipover judge` is asked. */
export interface JudgeArguments extends ModelArguments {
  readonly silent: readonly string[];
  readonly reorder?: number;
  readonly maxStates?: number;
  readonly follow?: boolean;
  readonly idle: number;
  /** The log is of QEMU's trace events. */
  readonly qemu?: boolean;
  readonly json?: string;
  readonly out: string;
}

/** A judgement, with the model that it is of and what was counted. */
export interface Judged {
  readonly model: Pick<NamedModel, 'system' | 'name' | 'flags' | 'scenario'>;
  readonly result: JudgeResult;
  readonly unit: 'lines' | 'steps';
}

import { run } from '../replay/run.ts';
import type { Step } from '../system/system.ts';
import { channelsOf } from './message-narrative.ts';
import type { SubjectView } from './subject.ts';

/** What can be drawn of a run beside its bitmaps: messages in flight, and what the subject's view shows. */
export interface TraceSnapshots {
  readonly channels: readonly { readonly name: string; readonly receiver: string }[];
  /** By slot: `channel <name>`, and the slots of the subject's view. */
  readonly initial: Readonly<Record<string, string>>;
  /** For each step, the slots that it changed. */
  readonly changes: readonly Readonly<Record<string, string>>[];
}

/** Runs `steps` from the initial state and keeps what is drawn of each state. */
export function traceSnapshots(
  { system, slots }: SubjectView,
  steps: readonly Step[],
): TraceSnapshots {
  const initial = slots(system.initial());
  let before = initial;
  const changes: Record<string, string>[] = [];
  run(system, steps, (_before, after) => {
    const now = slots(after);
    const changed = Object.entries(now).filter(([slot, value]) => before[slot] !== value);
    changes.push(Object.fromEntries(changed));
    before = now;
  });
  const channels = channelsOf(system).map(({ channel, receiver }) => ({
    name: channel.name,
    receiver,
  }));
  return { channels, initial, changes };
}

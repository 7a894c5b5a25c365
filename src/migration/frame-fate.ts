import type { RunStep } from '../replay/run.ts';
import type { FateEvent } from '../subject/subject.ts';
import type { ProcessAction } from './chart-names.ts';

const ownerNames = ['free', 'held by another process', 'mapped by the JVM', 'mapped by the cache'];

/**
 * The biography of one frame: dirtied, consumed by a CLEAN, skipped or sent, its bit cleared or set,
 * given away and taken. From the recorded changes alone.
 */
export function fateOf(frame: number, steps: readonly RunStep[]): FateEvent[] {
  const events: FateEvent[] = [];
  let iteration = 0;
  let follows = false;
  steps.forEach((step, index) => {
    const number = index + 1;
    const of = (field: string): { from: number; to: number } | undefined =>
      step.changes.find((change) => change.field === field && change.index === frame);
    iteration = step.changes.find(({ field }) => field === 'iteration')?.to ?? iteration;
    const say = (text: string): void => void events.push({ step: number, text });
    const owner = of('owner');
    if (owner !== undefined)
      say(`became ${ownerNames[owner.to]}, it was ${ownerNames[owner.from]}`);
    const transfer = of('transfer');
    if (transfer !== undefined)
      say(`its transfer bit was ${transfer.to === 1 ? 'set' : 'cleared'}`);
    if (of('dirty')?.to === 1) {
      const byModule = step.process === 'lkm' || step.process === 'procCall';
      say(byModule ? 'was marked dirty' : `was written (${step.process} ${step.event})`);
    }
    if (of('dirty')?.to === 0) say('its dirty bit was consumed by CLEAN');
    const did = (name: ProcessAction): boolean =>
      step.actions.some((action) => `${step.process} ${action}` === name);
    if (did('destination runVm')) follows = step.changes.some(({ field }) => field === 'absent');
    if (of('absent')?.to === 1) say('was to follow the VM');
    if (of('absent')?.to === 0)
      say(did('pager placeFrame') ? 'arrived' : 'never came, and is zero');
    if (did('pager overwriteFrame') && of('poison')?.to === 1) say(overwritten);
    if (follows && of('stale')?.to === 1) {
      say(`was written there (${step.process} ${step.event})`);
    }
    if (of('send')?.to !== 0) return;
    if (did('pageServer pushFrame')) say('was sent after the VM');
    if (did('daemon cleanForSwitchover')) say('was left behind with transfer bit 0');
    if (did('daemon sendFrame')) say(`was sent by iteration ${iteration}`);
    if (did('daemon passOverFrame')) say(`was passed over by iteration ${iteration}`);
    if (did('daemon skipFrame')) {
      say(`was skipped by iteration ${iteration} with transfer bit 0`);
    }
  });
  return events;
}

const overwritten = 'had an older copy put over it';

/** The moment of loss in one sentence: what happened to the frame since it was sent for the last time, or,
 * where it has come after the VM, since it first came. */
export function lossSentence(frame: number, fate: readonly FateEvent[]): string {
  if (fate.some(({ text }) => text === overwritten)) {
    const arrived = fate.findIndex(({ text }) => text === 'arrived');
    const since = fate.slice(arrived).map(({ step, text }) => `${text} at step ${step}`);
    return `frame ${frame} ${since.join('; ')}`;
  }
  const lastSent = fate.findLastIndex(({ text }) => text.startsWith('was sent'));
  const rest = fate.slice(lastSent + 1).map(({ step, text }) => `${text} at step ${step}`);
  const start =
    lastSent < 0
      ? `frame ${frame} was never sent`
      : `frame ${frame} was sent for the last time at step ${fate[lastSent]!.step}`;
  return [start, ...rest, 'and it was not sent again'].join('; ');
}

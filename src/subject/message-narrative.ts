import type { RunStep } from '../replay/run.ts';
import type { Channel } from '../system/channel.ts';
import type { NarratedStep } from '../system/definition.ts';
import type { System } from '../system/system.ts';

/** A channel with the process that reads it. */
export interface ReadChannel {
  readonly channel: Channel;
  readonly receiver: string;
}

/** Every channel that some process reads, in the order of the processes. */
export function channelsOf(system: System): ReadChannel[] {
  return system.processes.flatMap(({ name, definition }) =>
    (definition.inbox ?? []).map((channel) => ({ channel, receiver: name })),
  );
}

/**
 * One step described by its messages: what it received, what it sent to whom, where its process went, and which
 * elements of memory it changed. Fields that hold a channel's content are described as messages only.
 */
export function messageNarrative(system: System, step: RunStep, before: Uint32Array): string {
  if (step.narrated !== undefined) return narratedText(step.narrated);
  const after = before.slice();
  for (const { field, index, to } of step.changes) {
    system.layout.fields.find(({ name }) => name === field)?.set(after, index, to);
  }
  const channels = channelsOf(system);
  const isContent = (field: string): boolean =>
    channels.some(({ channel }) => field.startsWith(`${channel.name}.`));
  const received = channels.find(
    ({ channel, receiver }) =>
      receiver === step.process && channel.messages[channel.head(before)] === step.event,
  );
  const parts = [
    received === undefined ? step.event : `receives ${step.event}`,
    ...channels.flatMap((each) => sentText(each, { before, after, received })),
    ...(step.from === step.to ? [] : [`${step.from} -> ${step.to}`]),
    ...step.changes.filter(({ field }) => !isContent(field)).map(changeText),
  ];
  const choice = step.choice === 0 ? '' : ` (choice ${step.choice})`;
  return `${parts.join(', ')}${choice}`;
}

function sentText(
  each: ReadChannel,
  {
    before,
    after,
    received,
  }: {
    readonly before: Uint32Array;
    readonly after: Uint32Array;
    readonly received: ReadChannel | undefined;
  },
): string[] {
  const { channel, receiver } = each;
  const was = channel.inFlight(before).slice(each === received ? 1 : 0);
  const now = channel.inFlight(after);
  return now.slice(was.length).map((message) => `sends ${message} to ${receiver}`);
}

function changeText({ field, index, from, to }: RunStep['changes'][number]): string {
  return `${index === 0 ? field : `${field}[${index}]`} ${from} -> ${to}`;
}

/** A step of a system that speaks for itself, on one line. */
function narratedText({ event, from, to, changes }: NarratedStep): string {
  const moved = from === to ? [] : [`${from} -> ${to}`];
  return [event, ...moved, ...changes].join('; ');
}

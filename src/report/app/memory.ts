import { bitmapFields } from '../page/bitmap-fields.ts';
import type { ReportTrace } from '../report.ts';

/** One state of a run, as it is drawn. */
export interface Scene {
  /** Bitmap -> one value per frame. */
  readonly bitmaps: ReadonlyMap<string, readonly number[]>;
  /** Slots of the snapshots: `channel <name>`, `page <number>`, `frame <number>`. */
  readonly slots: Readonly<Record<string, string>>;
  /** What the step into this state changed: `dirty 3`, `channel lkmToAgent`, `page 2`. */
  readonly changed: ReadonlySet<string>;
  /** Control state of every process that has moved. */
  readonly controls: ReadonlyMap<string, string>;
}

/** Every state of a run, the initial one first. */
export function scenesOf({ trace, insight }: ReportTrace): readonly Scene[] {
  const frames = trace.initial['dirty']?.length ?? 0;
  const drawn = bitmapFields.filter(
    (field) => frames > 0 && trace.initial[field]?.length === frames,
  );
  let bitmaps = new Map(drawn.map((field) => [field as string, trace.initial[field]!]));
  let slots = insight?.snapshots?.initial ?? {};
  let controls = new Map<string, string>();
  for (const { process, from } of trace.steps.toReversed()) controls.set(process, from);
  const scenes: Scene[] = [{ bitmaps, slots, controls, changed: new Set() }];
  trace.steps.forEach((step, index) => {
    const changed = new Set<string>();
    bitmaps = new Map(bitmaps);
    for (const { field, index: element, to } of step.changes) {
      const values = bitmaps.get(field);
      if (values === undefined) continue;
      bitmaps.set(field, values.with(element, to));
      changed.add(`${field} ${element}`);
    }
    const news = insight?.snapshots?.changes[index] ?? {};
    for (const slot of Object.keys(news)) changed.add(slot);
    slots = { ...slots, ...news };
    controls = new Map(controls).set(step.process, step.to);
    scenes.push({ bitmaps, slots, controls, changed });
  });
  return scenes;
}

/** A message that a step put into a channel or took out of it. */
export interface MessageEvent {
  readonly channel: string;
  readonly receiver: string;
  readonly message: string;
  readonly kind: 'sent' | 'received';
}

/** What each step did to the channels. A step takes the head of a channel, and may append to others. */
export function messageEvents(item: ReportTrace): readonly (readonly MessageEvent[])[] {
  const snapshots = item.insight?.snapshots;
  if (snapshots === undefined) return item.trace.steps.map(() => []);
  const content = new Map(
    snapshots.channels.map(({ name }) => [name, wordsOf(snapshots.initial[`channel ${name}`])]),
  );
  return snapshots.changes.map((changes) =>
    snapshots.channels.flatMap(({ name, receiver }): MessageEvent[] => {
      const now = changes[`channel ${name}`];
      if (now === undefined) return [];
      const [before, after] = [content.get(name)!, wordsOf(now)];
      content.set(name, after);
      const event = { channel: name, receiver };
      const isTaken = after.length < before.length;
      if (isTaken) return [{ ...event, kind: 'received', message: before[0]! }];
      return after
        .slice(before.length === after.length ? -1 : before.length)
        .map((message) => ({ ...event, kind: 'sent' as const, message }));
    }),
  );
}

function wordsOf(text = ''): string[] {
  return text.split(' ').filter(Boolean);
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LayoutBuilder, type Layout } from '../layout/layout.ts';
import { EventPort, Queue, queuesOf, type QueueOptions } from './channel.ts';

const messages = ['begin', 'end', 'ask'] as const;

interface QueueInMemory {
  readonly queue: Queue;
  readonly layout: Layout;
}

function queueOf(capacity: number): QueueInMemory {
  const builder = new LayoutBuilder();
  const queue = new Queue(builder, 'mail', { capacity, messages, payload: { from: 9, to: 300 } });
  return { queue, layout: builder.build() };
}

interface Sent {
  readonly message: string;
  readonly payload: Readonly<Record<string, number>>;
}

const sent = fc.record<Sent>({
  message: fc.constantFrom(...messages),
  payload: fc.record({ from: fc.nat(9), to: fc.nat(300) }, { requiredKeys: ['to'] }),
});

/** What the words must be: built from nothing, in order, in a memory of zeros. */
function freshlyFilled({ queue, layout }: QueueInMemory, model: readonly Sent[]): Uint32Array {
  const words = layout.zero();
  for (const { message, payload } of model) queue.send(words, message, payload);
  return words;
}

describe('a queue', () => {
  test('is first in, first out; equal contents are equal words, whatever went before', () => {
    const commands = fc.array(fc.option(sent, { nil: undefined }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), commands, (capacity, given) => {
        const { queue, layout } = queueOf(capacity);
        const words = layout.zero();
        const model: Sent[] = [];
        for (const command of given) {
          if (command !== undefined) {
            const accepted = queue.send(words, command.message, command.payload);
            expect(accepted).toBe(model.length < capacity);
            if (accepted) model.push(command);
          } else if (model.length > 0) {
            queue.consume(words);
            model.shift();
          }
          expect(queue.isFull(words)).toBe(model.length === capacity);
          expect(words).toEqual(freshlyFilled({ queue, layout }, model));
          const [head] = model;
          expect(messages[queue.head(words)]).toBe(head?.message);
          expect(queue.read(words, 'from')).toBe(head?.payload['from'] ?? 0);
          expect(queue.read(words, 'to')).toBe(head?.payload['to'] ?? 0);
        }
      }),
    );
  });

  test('emptied, leaves no trace', () => {
    const { queue, layout } = queueOf(3);
    const words = layout.zero();
    for (const to of [1, 2, 300]) queue.send(words, 'ask', { from: 9, to });
    for (let taken = 0; taken < 3; taken++) queue.consume(words);
    expect(words).toEqual(layout.zero());
    expect(queue.head(words)).toBe(-1);
  });

  test('full, takes nothing and says so', () => {
    const { queue, layout } = queueOf(2);
    const words = layout.zero();
    expect(queue.send(words, 'begin')).toBe(true);
    expect(queue.send(words, 'end', { to: 7 })).toBe(true);
    const full = words.slice();
    expect(queue.send(words, 'ask', { from: 1, to: 2 })).toBe(false);
    expect(words).toEqual(full);
  });

  test('lies where a layout puts it, beside others', () => {
    const builder = new LayoutBuilder();
    const before = builder.field('before', 2);
    const queue = new Queue(builder, 'mail', { capacity: 3, messages });
    const after = builder.field('after', 2);
    const words = builder.build().zero();
    before.set(words, 0, 3);
    after.set(words, 0, 3);
    queue.send(words, 'ask');
    queue.send(words, 'end');
    queue.consume(words);
    expect([before.get(words, 0), after.get(words, 0)]).toEqual([3, 3]);
    expect(messages[queue.head(words)]).toBe('end');
  });

  test('refuses what it does not carry', () => {
    const { queue, layout } = queueOf(2);
    const words = layout.zero();
    expect(() => queue.send(words, 'stop')).toThrow('mail carries no stop');
    expect(() => queue.send(words, 'ask', { size: 1 })).toThrow('mail carries no size');
    expect(() => queue.read(words, 'size')).toThrow('mail carries no size');
    expect(() => queue.consume(layout.zero())).toThrow('mail is empty');
  });
});

describe('an event port', () => {
  test('keeps one message, the last: notifications coalesce', () => {
    const command = fc.option(fc.constantFrom(...messages), { nil: undefined });
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (given) => {
        const builder = new LayoutBuilder();
        const port = new EventPort(builder, 'port', { messages });
        const layout = builder.build();
        const words = layout.zero();
        let pending: string | undefined;
        for (const each of given) {
          if (each === undefined) port.consume(words);
          else port.notify(words, each);
          pending = each;
          expect(messages[port.head(words)]).toBe(pending);
          if (pending === undefined) expect(words).toEqual(layout.zero());
        }
      }),
    );
  });

  test('refuses what it does not carry', () => {
    const builder = new LayoutBuilder();
    const port = new EventPort(builder, 'port', { messages });
    expect(() => port.notify(builder.build().zero(), 'stop')).toThrow('port carries no stop');
  });
});

describe('what is in flight', () => {
  test('in a queue, is listed from the head on', () => {
    const { queue, layout } = queueOf(3);
    const words = layout.zero();
    expect(queue.inFlight(words)).toEqual([]);
    queue.send(words, 'end');
    queue.send(words, 'begin');
    expect(queue.inFlight(words)).toEqual(['end', 'begin']);
    queue.consume(words);
    expect(queue.inFlight(words)).toEqual(['begin']);
  });

  test('at a port, is the last message with its number, and nothing when it is taken', () => {
    const builder = new LayoutBuilder();
    const port = new EventPort(builder, 'port', { messages, numberMax: 9 });
    const layout = builder.build();
    const words = layout.zero();
    expect([port.inFlight(words), port.number(words), port.head(words)]).toEqual([[], 0, -1]);
    port.notify(words, 'end', 7);
    expect([port.inFlight(words), port.number(words)]).toEqual([['end'], 7]);
    port.notify(words, 'ask');
    expect([port.inFlight(words), port.number(words)]).toEqual([['ask'], 0]);
    port.notify(words, 'ask', 9);
    port.consume(words);
    expect(words).toEqual(layout.zero());
  });

  test('at a port without numbers, carries none', () => {
    const builder = new LayoutBuilder();
    const port = new EventPort(builder, 'port', { messages });
    const words = builder.build().zero();
    port.notify(words, 'end', 7);
    expect(port.number(words)).toBe(0);
  });
});

describe('a declaration that makes no channel is refused', () => {
  const queue = (options: Partial<QueueOptions>) => () =>
    new Queue(new LayoutBuilder(), 'mail', { capacity: 1, messages, ...options });

  test.each([0, -1, 1.5])('a queue of %d', (capacity) => {
    expect(queue({ capacity })).toThrow(/^queue mail has the capacity -?[\d.]+: a whole number/);
  });

  test('no message, or one twice', () => {
    expect(queue({ messages: [] })).toThrow('mail carries no message at all');
    expect(queue({ messages: ['ask', 'end', 'ask'] })).toThrow('mail lists the message ask twice');
    const port = (all: readonly string[]) => () =>
      new EventPort(new LayoutBuilder(), 'port', { messages: all });
    expect(port([])).toThrow('port carries no message at all');
    expect(port(['ask', 'ask'])).toThrow('port lists the message ask twice');
  });

  test('one message in a queue of one is enough', () => {
    const builder = new LayoutBuilder();
    const one = new Queue(builder, 'one', { capacity: 1, messages: ['ask'] });
    const words = builder.build().zero();
    expect([one.isFull(words), one.send(words, 'ask'), one.isFull(words)]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

test('a layout knows its queues in order, and whoever watches one learns of what it loses', () => {
  const builder = new LayoutBuilder();
  expect(queuesOf(builder)).toEqual([]);
  const [one, two] = ['one', 'two'].map(
    (name) => new Queue(builder, name, { capacity: 1, messages, ignoresLostSends: name === 'two' }),
  );
  expect(queuesOf(builder)).toEqual([one, two]);
  expect(queuesOf(new LayoutBuilder())).toEqual([]);
  expect([one!.ignoresLostSends, two!.ignoresLostSends]).toEqual([false, true]);
  const words = builder.build().zero();
  const lost: Uint32Array[] = [];
  one!.watchLostSends((of) => lost.push(of));
  expect([one!.send(words, 'ask'), lost.length]).toEqual([true, 0]);
  expect([one!.send(words, 'ask'), lost]).toEqual([false, [words]]);
});

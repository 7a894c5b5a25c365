/** The questions that a scheduler asks of one process: all give the same steps. */
import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { Queue } from './channel.ts';
import { System } from './system.ts';

/**
 * `worker`: rolls one of 40 numbers where it is even, rests where `x` is 3, takes letters where it is on; it runs
 * while `halted` is 0.
 */
function build() {
  const machine = createMachine(
    {
      id: 'worker',
      initial: 'on',
      states: {
        on: {
          on: {
            roll: { guard: 'isEven', actions: 'roll' },
            rest: { guard: 'isThree', target: 'off' },
            ask: { guard: 'isOpen', target: 'off' },
          },
        },
        off: { on: { wake: 'on', roll: { guard: 'isFirst', target: 'on' } } },
      },
    },
    {
      guards: {
        isEven: () => false,
        isThree: () => false,
        isOpen: () => false,
        isFirst: () => false,
      },
      actions: { roll: () => {} },
    },
  );
  const idle = createMachine({
    id: 'idle',
    initial: 'on',
    states: { on: { on: { go: 'off' } }, off: { on: { stop: {} } } },
  });
  let fields: { set: (name: 'x' | 'halted' | 'open', words: Uint32Array, value: number) => void };
  let mail: Queue | undefined;
  const system = new System({
    name: 'asked',
    build: (layout) => {
      const [x, halted, open] = [
        layout.field('x', 8),
        layout.field('halted', 1),
        layout.field('open', 1),
      ];
      mail = new Queue(layout, 'mail', { capacity: 2, messages: ['ask', 'other'] });
      fields = {
        set: (name, words, value) => ({ x, halted, open })[name].set(words, 0, value),
      };
      return {
        processes: [
          {
            name: 'worker',
            machine,
            guards: {
              isEven: (_words, choice) => choice % 2 === 0 && choice > 5,
              isThree: (words) => x.get(words, 0) === 3,
              isOpen: (words) => open.get(words, 0) === 1,
              isFirst: (_words, choice) => choice === 0,
            },
            actions: { roll: (words, choice) => x.set(words, 0, choice) },
            choices: { roll: 40, rest: 2 },
            inbox: [mail],
            ignores: ['other'],
            runsWhile: (words) => halted.get(words, 0) === 0,
          },
          { name: 'idle', machine: idle, guards: {}, actions: {} },
        ],
        initialize: () => {},
        isTerminal: () => true,
        properties: [],
      };
    },
  });
  return { system, set: fields!.set, mail: mail!, worker: system.process('worker') };
}

type Seen = readonly (readonly [string, number])[];

describe('a process', () => {
  const { system, set, mail, worker } = build();
  /** By its event; a letter that no rule takes is dropped. */
  const eventOf = (transition: number): string => {
    if (transition < 0) return 'none';
    const { event, rule } = system.transitions[transition]!;
    return rule === undefined ? `drops ${event}` : event;
  };
  const all = (words: Uint32Array): Seen => {
    const seen: [string, number][] = [];
    worker.forEachEnabled(words, (id, choice) => seen.push([eventOf(id), choice]));
    return seen;
  };
  const sampled = (words: Uint32Array, draw: (end: number) => number): Seen => {
    const seen: [string, number][] = [];
    worker.sampleEnabled(words, (id, choice) => seen.push([eventOf(id), choice]), draw);
    return seen;
  };
  const even = Array.from({ length: 17 }, (_, at) => ['roll', at * 2 + 6] as const);

  test('visits every choice of every event, then the head of each inbox', () => {
    const words = system.initial();
    expect(all(words)).toEqual(even);
    set('x', words, 3);
    const rests: Seen = [
      ['rest', 0],
      ['rest', 1],
    ];
    expect(all(words)).toEqual([...even, ...rests]);
    mail.send(words, 'ask');
    expect(all(words)).toEqual([...even, ...rests, ['drops ask', 0]]);
    set('open', words, 1);
    expect(all(words)).toEqual([...even, ...rests, ['ask', 0]]);
  });

  test('visits nothing, by whatever question, while it does not run', () => {
    const words = system.initial();
    set('x', words, 3);
    set('open', words, 1);
    mail.send(words, 'ask');
    set('halted', words, 1);
    expect(all(words)).toEqual([]);
    expect(sampled(words, () => 8)).toEqual([]);
    expect(worker.firstEnabled(words)).toBe(-1);
    expect(worker.enabledOn(words, 'roll', 8)).toBe(-1);
  });

  test('sampled, draws of an event with many choices until one is possible, and visits that one', () => {
    const words = system.initial();
    set('x', words, 3);
    const drawn: number[] = [];
    const rests: Seen = [
      ['rest', 0],
      ['rest', 1],
    ];
    const seen = sampled(words, (end) => {
      drawn.push(end);
      return drawn.length === 3 ? 12 : 1;
    });
    expect([seen, drawn]).toEqual([
      [['roll', 12], ...rests],
      [40, 40, 40],
    ]);
    let draws = 0;
    expect(sampled(words, () => (draws++, 1))).toEqual(rests);
    expect(draws).toBeGreaterThan(3);
    expect(draws).toBeLessThan(40);
    mail.send(words, 'ask');
    expect(sampled(words, () => 1)).toEqual([...rests, ['drops ask', 0]]);
    set('open', words, 1);
    expect(sampled(words, () => 1)).toEqual([...rests, ['ask', 0]]);
  });

  test('says which step an event of its own is', () => {
    const words = system.initial();
    expect(eventOf(worker.enabledOn(words, 'roll', 8))).toBe('roll');
    expect(worker.enabledOn(words, 'roll', 7)).toBe(-1);
    expect(worker.enabledOn(words, 'rest', 0)).toBe(-1);
    set('x', words, 3);
    expect(eventOf(worker.enabledOn(words, 'rest', 1))).toBe('rest');
    expect(worker.enabledOn(words, 'wake', 0)).toBe(-1);
  });

  test('says which step comes first with choice 0, of its own or of a letter', () => {
    const words = system.initial();
    expect(worker.firstEnabled(words)).toBe(-1);
    mail.send(words, 'other');
    expect(eventOf(worker.firstEnabled(words))).toBe('drops other');
    mail.consume(words);
    mail.send(words, 'ask');
    expect(eventOf(worker.firstEnabled(words))).toBe('drops ask');
    set('open', words, 1);
    expect(eventOf(worker.firstEnabled(words))).toBe('ask');
    set('x', words, 3);
    expect(eventOf(worker.firstEnabled(words))).toBe('rest');
    system.apply(words, worker.firstEnabled(words), 0);
    expect(eventOf(worker.firstEnabled(words))).toBe('roll');
  });

  test('waits in a state that takes nothing', () => {
    const idle = system.process('idle');
    const words = system.initial();
    system.apply(words, idle.firstEnabled(words), 0);
    expect(eventOf(idle.firstEnabled(words))).toBe('stop');
    expect(idle.enabledOn(words, 'go', 0)).toBe(-1);
  });
});

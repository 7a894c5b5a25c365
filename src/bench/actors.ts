import { getAdjacencyMap } from '@xstate/graph';
import { check, defineActors } from '../index.ts';
import { runApart } from './fresh-process.ts';
import { sessionMachine, sessionsInOne } from './session-machine.ts';

/**
 * `npm run bench:actors`: states per second and peak memory of one, two and three XState machines, beside the
 * adjacency map of `@xstate/graph`, each in a process of its own. One machine comes in two sizes: with 1,312 states
 * most of the time of both tools is V8's compiling. The graph package knows one machine: it is given
 * the same copies as parallel regions of one, and is stopped after some states.
 */
interface Measured {
  readonly states: number;
  readonly seconds: number;
  readonly megabytes: number;
  readonly isComplete: boolean;
}

/** What is explored of products that are too large to be finished here. */
const statesMax = 3_000_000;
const graphStatesMax = 6_000;
/** Highest count of one machine that is large by itself. */
const largeCount = 400;

function measured(explore: () => Pick<Measured, 'states' | 'isComplete'>): Measured {
  const start = process.cpuUsage();
  const found = explore();
  // Of the processor: other programs on the machine do not count.
  const { user, system } = process.cpuUsage(start);
  const seconds = (user + system) / 1e6;
  return { ...found, seconds, megabytes: process.resourceUsage().maxRSS / 1_024 };
}

function bySkipover(copies: number, count?: number): Measured {
  return measured(() => {
    const names = Array.from({ length: copies }, (_, copy) => `s${copy}`);
    const actors = Object.fromEntries(names.map((name) => [name, sessionMachine(count)]));
    const result = check(defineActors({ actors }), { maxStates: statesMax });
    return { states: result.states, isComplete: result.ended === undefined };
  });
}

function byGraph(copies: number, count?: number): Measured {
  return measured(() => {
    const machine = copies === 1 ? sessionMachine(count) : sessionsInOne(copies);
    const states = new Set<string>();
    try {
      getAdjacencyMap(machine, {
        // Sets do not survive JSON, and the rest of a snapshot does not matter.
        serializeState: (snapshot) => {
          const { value, context } = snapshot as { value: unknown; context: unknown };
          const key = JSON.stringify([value, context]);
          states.add(key);
          if (copies > 1 && states.size > graphStatesMax) throw new Error('enough');
          return key;
        },
      });
      return { states: states.size, isComplete: true };
    } catch {
      return { states: states.size, isComplete: false };
    }
  });
}

function main(): void {
  const [tool, copies, given] = process.argv.slice(2);
  if (tool !== undefined) {
    const count = given === undefined ? undefined : Number(given);
    const explore = tool === 'graph' ? byGraph : bySkipover;
    const result = explore(Number(copies), count);
    process.stdout.write(JSON.stringify(result));
    return;
  }
  console.log('machines  tool           states/s     states  seconds  MiB  times');
  const cases = [[1], [1, largeCount], [2], [3]] as const;
  for (const [count, ...size] of cases) {
    const rate = (each: Measured): number => each.states / each.seconds;
    const [graph, own] = ['graph', 'skipover'].map(
      (name) =>
        JSON.parse(
          runApart(new URL(import.meta.url), [name, ...[count, ...size].map(String)], []),
        ) as Measured,
    ) as [Measured, Measured];
    for (const [name, each] of [['@xstate/graph', graph] as const, ['skipover', own] as const]) {
      const numbers = [
        Math.round(rate(each)).toLocaleString('en').padStart(10),
        `${each.states.toLocaleString('en')}${each.isComplete ? '' : '+'}`.padStart(10),
        each.seconds.toFixed(1).padStart(8),
        each.megabytes.toFixed(0).padStart(4),
        (rate(each) / rate(graph)).toFixed(1).padStart(6),
      ];
      console.log(`${String(count).padEnd(9)} ${name.padEnd(13)} ${numbers.join(' ')}`);
    }
  }
}

main();

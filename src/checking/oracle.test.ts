/**
 * The explored graph against `getAdjacencyMap` of `@xstate/graph`, in which XState itself decides every
 * transition. Version 3.0.4 of that package is its last: its code now lives on in `xstate/graph`. This
 * entry is used because it is the package that the project was asked to build on, and because, being a
 * separate package, it stays an independent oracle whatever version of xstate the engine runs on.
 */
import { describe, expect, test } from 'vitest';
import { adjacencyMapOf, type Edge } from '../bench/adjacency-map.ts';
import { cacheServer } from '../../examples/classics/cache-server.ts';
import { mig } from '../../examples/classics/mig.ts';
import type { System } from '../system/system.ts';
import { check } from './check.ts';

interface Graph {
  readonly states: ReadonlySet<string>;
  readonly edges: readonly Edge[];
}

/** The graph as the executor makes it: every enabled step of every state, applied. */
function exploredGraph(system: System): Graph {
  const initial = system.initial();
  const states = new Map([[initial.join(), initial]]);
  const edges: Edge[] = [];
  for (const [from, words] of states) {
    for (const { transition, choice } of system.enabled(words)) {
      const { process, event } = system.transitions[transition]!;
      const next = words.slice();
      system.apply(next, transition, choice);
      const to = next.join();
      if (!states.has(to)) states.set(to, next);
      edges.push({ from, event: { type: event, process, choice }, to });
    }
  }
  return { states: new Set(states.keys()), edges };
}

/** Edges as sorted lines, which a difference can be read from. */
function lines(edges: readonly Edge[]): string[] {
  return edges
    .map(({ from, event, to }) => `${from} ${event.process} ${event.type} ${event.choice} ${to}`)
    .toSorted();
}

describe.each([
  { title: 'one chart', system: mig(2, 1, 1), states: 247, edges: 409, labels: 8 },
  { title: 'two charts and two queues', system: cacheServer(), states: 183, edges: 310, labels: 8 },
])('$title', ({ system, ...expected }) => {
  const adjacency = adjacencyMapOf(system);

  test('the same states', () => {
    expect(exploredGraph(system).states).toEqual(new Set(adjacency.states));
    expect(check(system).states).toBe(adjacency.states.length);
  });

  test('the same labelled edges', () => {
    expect(lines(exploredGraph(system).edges)).toEqual(lines(adjacency.edges));
    expect(check(system).transitions).toBe(adjacency.edges.length);
  });

  test('of a size that is worth comparing', () => {
    const labels = new Set(adjacency.edges.map(({ event }) => `${event.process} ${event.type}`));
    expect(adjacency.states).toHaveLength(expected.states);
    expect(adjacency.edges).toHaveLength(expected.edges);
    expect(labels.size).toBe(expected.labels);
  });
});

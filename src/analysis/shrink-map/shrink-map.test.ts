import { describe, expect, it } from 'vitest';
import { designs } from '../../../models/design.ts';
import { scopes } from '../../../models/scope.ts';
import { lostFrames } from '../../../properties/lost-page.ts';
import { SizedShrinks } from '../../migration/sized-shrinks.ts';
import { scenarioSystem } from '../matrix/scenario-system.ts';
import { shrinkMap, type ShrinkCell } from './shrink-map.ts';
import { shrinkMapOf, shrinkScope } from './shrink-scenario.ts';

/** The enforced collection only: a few seconds less, and every outcome but `stuck` occurs. */
const scope = { ...shrinkScope(1), collections: 0 };

function migrationOf(designName: 'published' | 'hardened'): ReturnType<typeof scenarioSystem> {
  return scenarioSystem(
    { designName, design: designs[designName], hazards: [], scope },
    undefined,
    { environment: ({ heap }) => new SizedShrinks(heap, scope.survivorPages) },
  );
}

const published = migrationOf('published');
const hardened = migrationOf('hardened');
const maps = { published: shrinkMap(published), hardened: shrinkMap(hardened) };

function outcomes(cells: readonly ShrinkCell[]): Set<string> {
  return new Set(cells.map(({ outcome }) => outcome));
}

describe('the shrink map', () => {
  it('finds a loss under published, and none under hardened', () => {
    expect(outcomes(maps.published.cells)).toContain('lost');
    expect(outcomes(maps.hardened.cells)).toEqual(new Set(['wasted', 'safe']));
    expect(maps.published.ended).toBeUndefined();
  });

  it.each(['published', 'hardened'] as const)(
    'shows a run that does what the cell says: %s',
    (name) => {
      const { system, machine } = { published, hardened }[name];
      const { heap, memory } = machine;
      for (const { steps, outcome, page, pages, place, frame } of maps[name].cells) {
        const words = system.initial();
        let before = words.slice();
        const shrinks: string[] = [];
        for (const { transition, choice } of steps) {
          before = words.slice();
          system.apply(words, transition, choice);
          const shrunk = heap.youngEnd.get(before, 0) - heap.youngEnd.get(words, 0);
          if (shrunk <= 0) continue;
          const at = (process: string): string => system.stateOf(before, process).split('.')[0]!;
          shrinks.push(
            `daemon ${at('daemon')}, lkm ${at('lkm')}: ${heap.youngEnd.get(words, 0)} ${shrunk}`,
          );
        }
        expect(shrinks[0]).toBe(`${place}: ${page} ${pages}`);
        if (outcome === 'lost') {
          expect(lostFrames(machine, words).map((lost) => lost.frame)).toContain(frame);
        }
        if (outcome === 'wasted') {
          expect([memory.send.get(before, frame!), memory.send.get(words, frame!)]).toEqual([1, 0]);
          expect(memory.isFree(words, frame!)).toBe(true);
        }
        if (outcome === 'safe') expect(system.stateOf(words, 'daemon')).toBe('activating');
      }
    },
  );

  it('calls nothing safe that a budget kept it from looking at', () => {
    const { cells, ended } = shrinkMap(hardened, { maxStates: 20_000 });
    expect(ended).toBe('maxStates');
    expect(cells.length).toBeGreaterThan(0);
    expect(outcomes(cells)).toEqual(new Set(['unknown']));
    expect(shrinkMap(hardened, { stop: () => 'maxSeconds' }).ended).toBe('maxSeconds');
  });

  it('reports each run, with every shrink up to the size asked for', () => {
    const scenario = { designName: 'xen', design: designs.xen, hazards: [], scope: scopes.quick };
    const { cells, ...map } = shrinkMapOf(
      { ...scenario, scope: shrinkScope(2) },
      { maxStates: 20_000 },
    );
    expect(new Set(cells.map(({ pages }) => pages))).toEqual(new Set([1, 2]));
    for (const { run, snapshots, place } of cells) {
      expect(run.violation).toContain(place);
      expect(snapshots.changes).toHaveLength(run.steps.length);
    }
    expect(map.scenario.scope).toBe('shrink-2');
  });
});

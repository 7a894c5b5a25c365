import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { designs } from '../models/design.ts';
import { scopes, type Scope } from '../models/scope.ts';
import { scenarioSystem } from '../src/analysis/matrix/scenario-system.ts';
import { check } from '../src/checking/check.ts';
import { fuzz } from '../src/fuzzing/fuzz.ts';
import { failsBy } from '../src/fuzzing/judge.ts';
import { Walk } from '../src/fuzzing/walk.ts';
import { LayoutBuilder } from '../src/layout/layout.ts';
import type { Migration, MigrationOptions } from '../src/migration/migration-system.ts';
import { PageRange } from '../src/migration/page-range.ts';

function migrationOf(name: 'published' | 'hardened', scope: Scope): Migration {
  return scenarioSystem({ designName: name, design: designs[name], hazards: [], scope });
}

/** The same scenario, every page on another frame. */
function renamed(
  name: 'published' | 'hardened',
  scope: Scope,
  names: readonly number[],
): Migration {
  const scenario = { designName: name, design: designs[name], hazards: [], scope };
  const rearrange: MigrationOptions['initialize'] = (words, { memory }) => {
    const { owner, pageTable } = memory;
    const plain = words.slice();
    names.forEach((to, from) => owner.set(words, to, owner.get(plain, from)));
    for (let page = 0; page < pageTable.length; page++) {
      const entry = pageTable.get(plain, page);
      pageTable.set(words, page, entry === 0 ? 0 : names[entry - 1]! + 1);
    }
  };
  return scenarioSystem(scenario, undefined, { rearrange });
}

describe('renaming frames', () => {
  const failures = ({ system }: Migration): string[] =>
    check(system)
      .properties.flatMap(({ id, counterexamples }) =>
        counterexamples.map(({ violation }) => `${id} ${violation.failureClass}`),
      )
      .toSorted();

  it.each([[[3, 2, 1, 0]], [[1, 3, 0, 2]]])('to %j: the same failure classes', (names) => {
    const before = failures(migrationOf('published', scopes.quick));
    expect(before.length).toBeGreaterThan(1);
    expect(failures(renamed('published', scopes.quick, names))).toEqual(before);
    expect(failures(renamed('hardened', scopes.quick, names))).toEqual([]);
  });
});

describe('a frame more, that nobody touches', () => {
  it('changes no failure: the daemon passes it once, and everything else is as it was', () => {
    const small = migrationOf('published', scopes.quick);
    const { frames } = scopes.quick;
    const more = migrationOf('published', { ...scopes.quick, frames: frames + 1, kernelFrames: 1 });
    const { violations } = fuzz(small.system, { runs: 600, seed: 1 });
    expect(violations.length).toBeGreaterThan(1);
    for (const { property, violation, steps } of violations) {
      const walk = new Walk(more.system, steps.length + frames * 8);
      const scan = more.system.transitions.find(
        ({ process, event }) => process === 'daemon' && event === 'scan',
      )!;
      const passExtraFrame = (): void => {
        while (more.machine.daemon.cursor.get(walk.words, 0) === frames) {
          const transition = walk.findNamed({ transition: scan.id, choice: 0 });
          if (transition < 0) return;
          walk.take(transition, 0);
        }
      };
      for (const step of steps) {
        if (small.system.transitions[step.transition]!.process === 'daemon') passExtraFrame();
        const transition = walk.findNamed(step);
        expect(transition).toBeGreaterThanOrEqual(0);
        walk.take(transition, step.choice);
      }
      const fails = failsBy(more.system, { property, failureClass: violation.failureClass });
      expect(fails(walk.words)).toBeDefined();
    }
  });
});

describe('splitting a range', () => {
  it('two notices of neighbouring pages leave what one notice of both does', () => {
    const pages = 40;
    const layout = new LayoutBuilder();
    const range = new PageRange(layout, 'area', { pages });
    const state = layout.build();
    const positions = fc
      .array(fc.nat({ max: pages }), { minLength: 4, maxLength: 4 })
      .map((some) => some.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(positions, fc.boolean(), ([begin, from, middle, end], atEnd) => {
        const left = (...cuts: [number, number][]): [number, number] => {
          const words = state.zero();
          range.set(words, [begin!, end!]);
          for (const cut of cuts) range.cut(words, cut);
          const bounds: [number, number] = [range.begin.get(words, 0), range.end.get(words, 0)];
          // Where nothing is left, it does not matter where.
          return bounds[0] < bounds[1] ? bounds : [0, 0];
        };
        // What is cut lies at one end: the upper pages from the top down, the lower ones upwards.
        const parts: [number, number][] = atEnd
          ? [
              [middle!, end!],
              [from!, middle!],
            ]
          : [
              [begin!, from!],
              [from!, middle!],
            ];
        const complete: [number, number] = atEnd ? [from!, end!] : [begin!, middle!];
        expect(left(...parts)).toEqual(left(complete));
      }),
    );
  });
});

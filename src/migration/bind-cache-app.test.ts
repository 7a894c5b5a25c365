/**
 * What the second application does and asks: one small memory each, before and after. Pages 0 to 2 are the heap; pages
 * 3 and 4 are its own, of which it reports page 3 and keeps in page 4 what it moves. The page table has frame + 1.
 */
import { describe, expect, test } from 'vitest';
import { designs, type Design } from '../../models/design.ts';
import type { HazardName } from '../../models/hazards.ts';
import { scopes } from '../../models/scope.ts';
import { scenarioSystem } from '../analysis/matrix/scenario-system.ts';
import { purges } from './bind-cache-app.ts';
import { BoundProcess, type Before, type Fields } from './bound-process.ts';

const scope = { ...scopes.small, cachePages: 2, frames: 6 };

function cacheApp(
  hazards: readonly HazardName[] = [],
  changes: Partial<Design> = {},
): BoundProcess {
  const design = { ...designs.published, ...changes };
  const scenario = {
    designName: 'bound',
    design,
    hazards: ['twoApps', ...hazards] as const,
    scope,
  };
  return new BoundProcess('cacheApp', (mutate) => scenarioSystem(scenario, mutate));
}

/** Both of its pages are backed, by frames 6 and 7, and the log is on. */
const backed = { pageTable: '00078', owner: '00000033', logsDirty: 1 } as const;

describe('the second application', () => {
  test.each<[string, string, Before, number, Fields]>([
    [
      'stores an entry: its frame is written',
      'storeEntry',
      backed,
      0,
      { cacheEntries: '10', dirty: '00000010', stale: '00000010' },
    ],
    ['starts to purge at its first page', 'startPurge', { purgeCursor: 1 }, 0, { purgeCursor: 0 }],
    [
      'drops the entries of a page',
      'dropEntries',
      { cacheEntries: '11' },
      0,
      { cacheEntries: '01', purgeCursor: 1 },
    ],
    ['keeps them', 'keepEntries', { cacheEntries: '11' }, 0, { purgeCursor: 1 }],
    [
      'moves them out of the area: the page outside is written',
      'compactEntries',
      { ...backed, cacheEntries: '11' },
      0,
      { cacheEntries: '01', purgeCursor: 1, dirty: '00000001', stale: '00000001' },
    ],
  ])('%s', (_words, action, before, choice, after) => {
    expect(cacheApp().effect(action, before, choice)).toEqual(after);
  });

  test('moves entries of a page that never arrived: the poison is read', () => {
    const before = { ...backed, cacheEntries: '10', poison: '00000010' };
    expect(cacheApp().effect('compactEntries', before)).toMatchObject({ poisonWasRead: 1 });
  });

  test('reports the page that it may lose; a hostile one names the heap of the JVM', () => {
    const reported = (app: BoundProcess): unknown[] => {
      const after = app.effect('sendAreas', {});
      return [after['agentToLkm.begin'], after['agentToLkm.end'], after['agentToLkm.application']];
    };
    expect(reported(cacheApp())).toEqual(['300', '400', '100']);
    expect(reported(cacheApp(['hostileRanges']))).toEqual([undefined, '300', '100']);
  });

  test.each([
    ['names what it kept as what must be sent', '10', ['300', '400']],
    [
      'names nothing where all went; what lies outside the area is sent anyway',
      '01',
      [undefined, undefined],
    ],
  ])('is ready, and %s', (_words, cacheEntries, mustSend) => {
    const after = cacheApp().effect('sendReady', { cacheEntries, purgeCursor: 1 });
    expect(after).toMatchObject({
      'agentToLkm.begin': '300',
      'agentToLkm.end': '400',
      purgeCursor: 0,
    });
    expect([after['agentToLkm.mustSendBegin'], after['agentToLkm.mustSendEnd']]).toEqual(mustSend);
  });

  test('answers with the number of the attempt that it was asked in', () => {
    const app = cacheApp(['secondMigration']);
    const asked: Before = (words, { lkmToApplications }) => {
      lkmToApplications[1]!.send(words, 'query', { epoch: 1 });
    };
    expect(app.effect('heedQuery', asked)).toEqual({ applicationEpoch: '01' });
    expect(app.effect('sendAreas', { applicationEpoch: '01' })).toMatchObject({
      'agentToLkm.epoch': '100',
    });
  });
});

describe('the second application asks', () => {
  const entries = { ...backed, cacheEntries: '11' } as const;
  test.each<[string, string, Before, number, boolean]>([
    ['a page that is mapped can be written', 'pageIsMapped', backed, 0, true],
    ['one without a frame cannot', 'pageIsMapped', { pageTable: '00008' }, 0, false],
    ['entries are left to purge', 'everyPagePurged', entries, purges.go, false],
    ['every page was purged', 'everyPagePurged', { ...entries, purgeCursor: 1 }, purges.go, true],
    ['they may stay', 'serviceAnswersAndEntriesStay', entries, purges.stay, true],
    [
      'a page without any is not kept',
      'serviceAnswersAndEntriesStay',
      { ...backed, cacheEntries: '01' },
      purges.stay,
      false,
    ],
    ['they may move', 'serviceAnswersAndEntriesMove', entries, purges.move, true],
    [
      'not where the page outside has no frame',
      'serviceAnswersAndEntriesMove',
      { ...entries, pageTable: '00070' },
      purges.move,
      false,
    ],
    ['nor as another choice', 'serviceAnswersAndEntriesMove', entries, purges.stay, false],
  ])('%s: %s', (_words, guard, before, choice, holds) => {
    expect(cacheApp().holds(guard, before, choice)).toBe(holds);
  });

  test('whether it holds in a second round, which only a design with two phases has', () => {
    const holds = (readiness: Design['readiness']): boolean =>
      cacheApp([], { readiness }).holds('holdsInSecondRound', {});
    expect([holds('twoPhase'), holds(designs.published.readiness)]).toEqual([true, false]);
  });
});

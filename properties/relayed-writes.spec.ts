import { expect, it } from 'vitest';
import { designs } from '../models/design.ts';
import { scopes } from '../models/scope.ts';
import { scenarioSystem } from '../src/analysis/matrix/scenario-system.ts';
import { check } from '../src/checking/check.ts';

/** The first such write comes after 21 steps. */
const maxDepth = 22;

it('a relayed /proc write waits for the one before it, and no message is lost on the way', () => {
  const { system } = scenarioSystem(
    {
      designName: 'hardened',
      design: designs.hardened,
      hazards: ['livePageLeavesYoung', 'reorder'],
      scope: scopes.regrow,
    },
    undefined,
    {
      further: ({ machine, controls }) => {
        const isBusy = controls.in('procCall', ['entered', 'unskipping']);
        return [
          {
            id: 'alone',
            title: 'no write comes while another is under way',
            exercised: isBusy,
            violation: (words) =>
              isBusy(words) && machine.proc.head(words) >= 0
                ? { failureClass: 'second write', detail: 'a write waits' }
                : undefined,
          },
        ];
      },
    },
  );
  const { properties } = check(system, { maxDepth });
  const violated = properties.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);
  // It does come, and nothing else is wrong.
  expect(violated).toEqual(['alone']);
});

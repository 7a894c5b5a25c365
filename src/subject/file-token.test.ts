import { describe, expect, test } from 'vitest';
import * as protocol from '../../examples/two-phase-commit/protocol.ts';
import { stateAfter } from '../analysis/explorer/run-end.ts';
import type { Step, System } from '../system/system.ts';
import { exportedSubjects } from './exported-subjects.ts';
import { fileToken, readFileToken } from './file-token.ts';
import type { SubjectSystem } from './subject.ts';

// The systems of this file have the same rules: what differs is the code of their guards.
const file = 'protocol.ts';
const { systems } = exportedSubjects(protocol, file);
const named = (name: string): SubjectSystem => systems.find((each) => each.name === name)!;

const end = { property: 'agreement', failureClass: 'split' };
const tokenOf = (name: string, steps: readonly Step[]): string =>
  fileToken(named(name), file, { ...end, steps });

/** Steps up to a decision after one yes. */
function hastySteps(system: System): Step[] {
  const steps: Step[] = [];
  for (const name of ['begin', 'ask', 'agree', 'yes', 'decide']) {
    const step = system
      .enabled(stateAfter(system, steps))
      .find(({ transition }) => system.transitions[transition]!.event === name);
    expect([name, step]).toEqual([name, expect.anything()]);
    steps.push(step!);
  }
  return steps;
}

describe('a token of a system of a file', () => {
  test.each(['correct', 'crashing', 'hasty'])('opens %s, whatever else has its rules', (name) => {
    for (const ordered of [systems, systems.toReversed()]) {
      const { subject, ...run } = readFileToken(ordered, tokenOf(name, []));
      expect(subject).toBe(named(name));
      expect(run).toEqual({ ...end, steps: [] });
    }
  });

  test('is refused with steps that its system does not have, though another has them', () => {
    const steps = hastySteps(named('hasty').system);
    expect(readFileToken(systems, tokenOf('hasty', steps)).steps).toEqual(steps);
    expect(() => readFileToken(systems, tokenOf('correct', steps))).toThrow(
      'step 5 cannot be taken',
    );
  });

  test('is refused where the system is not here', () => {
    const others = systems.filter(({ name }) => name !== 'hasty');
    expect(() => readFileToken(others, tokenOf('hasty', []))).toThrow(
      "a system 'hasty' of protocol.ts, which is not here",
    );
  });
});

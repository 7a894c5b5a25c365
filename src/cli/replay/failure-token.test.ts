import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { designs } from '../../../models/design.ts';
import { hazardNames } from '../../../models/hazards.ts';
import { drawConfiguration } from '../../analysis/fuzzing/configurations.ts';
import { modelIdentity } from '../../analysis/matrix/model-hash.ts';
import { InputError } from '../../foundation/input-error.ts';
import { encodeToken } from '../../fuzzing/token.ts';
import { readToken, tokenOf, type FailingRun } from './failure-token.ts';
import { toolOf } from '../version.ts';

const number32 = fc.nat({ max: 0xffff_ffff });
const extra = fc.record({ loopStart: fc.constant(0), mutant: fc.string() }, { requiredKeys: [] });
const step = fc.record({ transition: number32, choice: number32 });

describe('the token of a failure', () => {
  test('says all that the run was, in any configuration', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.string(),
        fc.array(step),
        extra,
        (seed, failureClass, steps, more) => {
          const configuration = drawConfiguration({ hazards: hazardNames }, seed);
          const design = { name: 'published', design: designs.published };
          const reported = {
            ...more,
            ...(more.loopStart === undefined ? {} : { loopStart: steps.length }),
          };
          const failing: FailingRun = {
            ...configuration,
            design,
            property: 'S1',
            failureClass,
            steps,
            ...reported,
          };
          expect(readToken(tokenOf(failing))).toEqual(failing);
        },
      ),
    );
  });

  test('is refused in one line where it is one of another program, whatever it says', () => {
    const model = modelIdentity(toolOf().version);
    const parts = fc.array(
      fc.oneof(
        fc.constantFrom(
          'hardened',
          'quick',
          'S1',
          '',
          'quick:frames=1',
          { loopStart: 1 },
          { more: 1 },
        ),
        fc.jsonValue(),
      ),
      { maxLength: 6 },
    );
    const scenarios = fc.oneof(
      parts.map((some) => JSON.stringify(some)),
      fc.string(),
    );
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const token = encodeToken(model, { scenario, steps: [] });
        try {
          expect(readToken(token).design.design).toEqual(designs.hardened);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          expect((error as InputError).kind).toBe('data');
          expect((error as InputError).message).toMatch(/^cannot replay this token: /);
        }
      }),
    );
  });
});

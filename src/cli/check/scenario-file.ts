import { parseScope } from '../../analysis/matrix/sized-scope.ts';
import { InputError } from '../../foundation/input-error.ts';
import type { Scenario } from '../../migration/scenario.ts';
import { readJson } from '../../input/read-json.ts';
import { parseDesign, parseHazards } from '../../analysis/matrix/named-design.ts';
import { departure } from '../files/schema.ts';

/** A scenario of the user's own, and its expected result, if one is given. */
export interface ScenarioFile {
  readonly scenario: Scenario;
  readonly expect?: {
    readonly violates: readonly string[];
    readonly failureClass?: string;
    readonly steps?: number;
    readonly states?: number;
  };
}

interface Content extends Pick<ScenarioFile, 'expect'> {
  readonly design: string;
  readonly switches?: Readonly<Record<string, string>>;
  readonly hazards?: readonly string[];
  readonly scope?: string;
}

/**
 * Reads a scenario file (`schemas/scenario.schema.json`). Throws `InputError('data')`, with the place,
 * where it is not one; `InputError('configuration')` on names that do not exist and on a switch that is
 * given two values.
 */
export function readScenarioFile(file: string): ScenarioFile {
  const content = readJson(file);
  const problem = departure('scenario', content);
  if (problem !== undefined) throw new InputError('data', `${file}: ${problem}`);
  const { design, switches, hazards, scope, expect } = content as Content;
  const given = Object.entries(switches ?? {}).map((pair) => pair.join('='));
  const separator = design.includes(':') ? ',' : ':';
  const named = parseDesign(
    given.length === 0 ? design : `${design}${separator}${given.join(',')}`,
  );
  return {
    scenario: {
      designName: named.name,
      design: named.design,
      hazards: parseHazards(hazards ?? []),
      scope: parseScope(scope ?? 'quick'),
    },
    ...(expect === undefined ? {} : { expect }),
  };
}

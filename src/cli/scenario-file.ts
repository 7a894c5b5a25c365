import { parseScope } from '../analysis/sized-scope.ts';
import { InputError } from '../foundation/input-error.ts';
import type { Scenario } from '../migration/scenario.ts';
import { parseDesign, parseHazards } from './design-argument.ts';
import { departure, readJson } from './schema.ts';

/** A scenario that somebody wrote down, and what must come out, if they said so. */
export interface ScenarioFile {
  readonly scenario: Scenario;
  readonly expect?: {
    readonly violates: readonly string[];
    readonly bugClass?: string;
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

import { designs, designSwitches, designTitles, type DesignName } from '../../../models/design.ts';
import { comparators } from '../../../models/comparators.ts';
import { assumptions } from '../../../models/assumptions.ts';
import { hazards, baselineHazards } from '../../../models/hazards.ts';
import { raceScenarios } from '../../../models/scenarios.ts';
import { scopes } from '../../../models/scope.ts';
import { unknownName } from '../../foundation/unknown-name.ts';
import { livenessFamilies, safetyFamilies } from '../../../properties/all.ts';
import { convergence } from '../../../properties/convergence.ts';
import { presetNames } from '../../timing/paper/parameters.ts';
import { hazardsName } from '../../report/page/names.ts';
import { definitions, wrapped } from '../terminal/columns.ts';
import { styled } from '../terminal/text.ts';

interface Section {
  readonly title: string;
  readonly rows: readonly (readonly [string, string])[];
}

/** What can be listed, each when it is asked for. */
const sections: Readonly<Record<string, () => readonly Section[]>> = {
  designs: () => [{ title: 'Designs', rows: designRows() }, ...switchValues()],
  switches: () => [
    {
      title: 'Switches (a design may be followed by overrides: published:skippedFrames=defer)',
      rows: Object.entries(designSwitches).map(([name, { values, title, source }]) => [
        name,
        `${values.join(' | ')}; ${title} [${source}]`,
      ]),
    },
  ],
  policies: () => [
    {
      title: 'Policies (techniques of others; simulate --policy NAME adds one to each design)',
      rows: rowsOf(comparators),
    },
  ],
  hazards: () => [
    {
      title: 'Hazards (each drops assumptions of the paper, named at the end)',
      rows: Object.entries(hazards).map(([name, { title, source, drops }]) => [
        name,
        `${title} [${source}] ${drops.join(' ')}`,
      ]),
    },
    { title: 'No hazard (in every scenario)', rows: rowsOf(baselineHazards) },
  ],
  assumptions: () => [{ title: 'Assumptions of the paper', rows: rowsOf(assumptions) }],
  scopes: () => [
    {
      title: 'Scopes',
      rows: Object.values(scopes).map(({ name, title, ...bounds }) => [
        name,
        `${title}: ${valuesOf(bounds)}`,
      ]),
    },
  ],
  properties: () => [
    {
      title: 'Properties',
      rows: [
        ...safetyFamilies.map(({ id, title }) => [id, title] as const),
        ['D', 'No deadlock: something can move until the migration is over'],
        ...livenessFamilies.map(({ id, title }) => [id, title] as const),
        [convergence.id, convergence.title],
      ],
    },
  ],
  scenarios: () => [{ title: 'Scenarios', rows: scenarioRows() }],
  workloads: () => [
    {
      title: 'Workloads (simulate --workload NAME; or a GC log or page trace of your own)',
      rows: presetNames.map((name) => [name, "made of the paper's figures"]),
    },
  ],
};

/** What `skipover list` can be asked for. */
export const listable: readonly string[] = Object.keys(sections);

/** `skipover list [WHAT]`: everything that can be named on the command line, with its meaning. */
export function listCommand(what?: string): number {
  if (what !== undefined && !Object.hasOwn(sections, what)) {
    throw unknownName('topic', what, { allowed: listable, kind: 'usage' });
  }
  const names = what === undefined ? listable : [what];
  const parts = names
    .flatMap((name) => sections[name]!())
    .map(({ title, rows }) => `${styled('bold', wrapped(title))}\n${definitions(rows)}\n`);
  console.log(parts.join('\n').trimEnd());
  return 0;
}

function designRows(): Section['rows'] {
  return (Object.keys(designs) as DesignName[]).map((name) => [name, designTitles[name]]);
}

function switchValues(): Section[] {
  return Object.entries(designs).map(([name, design]) => ({
    title: `Switch values of ${name}`,
    rows: Object.entries(design),
  }));
}

function rowsOf(
  entries: Readonly<Record<string, { readonly title: string; readonly source: string }>>,
): Section['rows'] {
  return Object.entries(entries).map(([name, { title, source }]) => [name, `${title} [${source}]`]);
}

function valuesOf(record: object): string {
  return Object.entries(record)
    .map((pair) => pair.join('='))
    .join(', ');
}

function scenarioRows(): Section['rows'] {
  return raceScenarios.map(
    ({ number, name, raceClass, hazards: configuration, failing, violates, scope }) => [
      String(number),
      `${name} (${raceClass}): ${violates.property} violated with ${valuesOf(failing)} ` +
        `(${hazardsName(configuration)}, scope ${scope.name})`,
    ],
  );
}

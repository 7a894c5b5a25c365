import { designs, designSwitches, designTitles, type DesignName } from '../../models/design.ts';
import { comparators } from '../../models/comparators.ts';
import { assumptions } from '../../models/assumptions.ts';
import { hazards, ordinaryLife } from '../../models/hazards.ts';
import { raceScenarios } from '../../models/scenarios.ts';
import { scopes } from '../../models/scope.ts';
import { livenessFamilies, propertyFamilies } from '../../properties/all.ts';
import { convergence } from '../../properties/convergence.ts';
import { hazardsTitle } from './matrix-view.ts';
import { styled } from './text.ts';

/** `skipover list`: everything that can be named on the command line, a line each. */
export function listCommand(): number {
  const lines = (title: string, rows: readonly (readonly [string, string])[]): void => {
    const width = Math.max(...rows.map(([name]) => name.length));
    console.log(styled('bold', title));
    for (const [name, text] of rows) console.log(`  ${name.padEnd(width)}  ${text}`);
    console.log('');
  };
  lines(
    'Designs',
    (Object.keys(designs) as DesignName[]).map((name) => [name, designTitles[name]]),
  );
  lines(
    'Switches (a design may be followed by overrides: published:skippedFrames=defer)',
    Object.entries(designSwitches).map(([name, { values, title, source }]) => [
      name,
      `${values.join(' | ')}; ${title} [${source}]`,
    ]),
  );
  lines(
    'Policies (the work of others; simulate --policy NAME adds it to each design)',
    Object.entries(comparators).map(([name, { title, source }]) => [name, `${title} [${source}]`]),
  );
  for (const [name, design] of Object.entries(designs)) {
    const values = Object.entries(design).map((pair) => pair.join('='));
    lines(`Switch values of ${name}`, [['', values.join(', ')]]);
  }
  lines(
    'Hazards (each drops assumptions of the paper, named at the end)',
    Object.entries(hazards).map(([name, { title, source, drops }]) => [
      name,
      `${title} [${source}] ${drops.join(' ')}`,
    ]),
  );
  lines(
    'Ordinary life (in every scenario)',
    Object.entries(ordinaryLife).map(([name, { title, source }]) => [name, `${title} [${source}]`]),
  );
  lines(
    'Assumptions of the paper',
    Object.entries(assumptions).map(([name, { title, source }]) => [name, `${title} [${source}]`]),
  );
  lines(
    'Scopes',
    Object.values(scopes).map(({ name, title, ...bounds }) => {
      const values = Object.entries(bounds).map((pair) => pair.join('='));
      return [name, `${title}: ${values.join(', ')}`];
    }),
  );
  lines('Properties', [
    ...propertyFamilies.map(({ id, title }) => [id, title] as const),
    ['D', 'No deadlock: something can move until the migration is over'],
    ...livenessFamilies.map(({ id, title }) => [id, title] as const),
    [convergence.id, convergence.title],
  ]);
  lines(
    'Scenarios',
    raceScenarios.map(({ number, name, raceClass, hazards: world, failing, violates, scope }) => [
      String(number),
      `${name} (${raceClass}): ${violates.property} violated with ${Object.entries(failing)
        .map((pair) => pair.join('='))
        .join(', ')} (${hazardsTitle(world)}, scope ${scope.name})`,
    ]),
  );
  return 0;
}

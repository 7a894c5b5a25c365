/* oxlint-disable no-console, no-restricted-globals -- a tool of the command line */
// Writes what the complete searches of all cells count. Arguments: results of `check` (--json); without any,
// the main job and scope ci are searched. A cell that is not among them keeps its line.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJiti } from 'jiti';

const jiti = createJiti(import.meta.url);
const { cellKey, countsOfCell } = await jiti.import('../src/analysis/matrix/cell-counts.ts');
const { tasksOf } = await jiti.import('../src/cli/check/check-tasks.ts');

const place = new URL('../src/analysis/matrix/cell-counts.generated.ts', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'skipover-counts-'));
const given = process.argv.slice(2);
const files = given.length > 0 ? given : [[], ['--scope', 'ci']].map(search);

/** Checks all cells; that they count otherwise than recorded is no failure here. */
function search(scope, at) {
  const file = join(folder, `${at}.json`);
  const args = ['dist/src/cli/main.js', 'check', ...scope, '--out', folder, '--json', file];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0 && status !== 15) throw new Error(`check ended with ${status}: counts are kept`);
  return file;
}

const counts = new Map();
for (const file of files) {
  for (const { scenario, states, transitions, depth, ended } of JSON.parse(
    readFileSync(file, 'utf8'),
  ).results) {
    if (ended === undefined) counts.set(cellKey(scenario), { states, transitions, depth });
  }
}
const none = { design: [], hazard: [], out: folder };
const cells = [none, { ...none, scope: 'ci' }].flatMap(tasksOf).map(({ scenario }) => {
  const { designName: design, hazards, scope } = scenario;
  return { design, hazards, scope: scope.name };
});
const byKey = new Map(cells.map((cell) => [cellKey(cell), cell]));
const lines = [...byKey].flatMap(([key, cell]) => {
  const found = counts.get(key) ?? countsOfCell(cell);
  return found === undefined
    ? []
    : [`${key} | ${found.states} ${found.transitions} ${found.depth}`];
});
const text = [
  '/** Written by `npm run cells:count`: design, hazards, scope, and the states, transitions and depth of the',
  ' * complete search; do not edit. */',
  'export const countsByCell = `',
  ...lines,
  '`;',
  '',
].join('\n');
writeFileSync(place, text);
rmSync(folder, { recursive: true });
console.log(`${lines.length} of ${byKey.size} cells are recorded`);

/* oxlint-disable no-console, no-restricted-globals -- a tool of the command line */
// Writes docs/pairs.md from a result of `check --pairs`. Arguments: the result, then a line on how it was made.
import { readFileSync, writeFileSync } from 'node:fs';

const [file, how] = process.argv.slice(2);
const { results, modelHash } = JSON.parse(readFileSync(file, 'utf8'));
const hazards = [...new Set(results.flatMap(({ scenario }) => scenario.hazards))].toSorted((a, b) =>
  a < b ? -1 : 1,
);

/** What one pair came to, as it stands in a cell of the table. */
function otherOf(hazard, { scenario, verdict, depth }) {
  const other = scenario.hazards.find((each) => each !== hazard);
  return verdict === 'inconclusive' ? `${other} (${depth})` : other;
}

const rows = hazards.map((hazard) => {
  const own = results.filter(({ scenario }) => scenario.hazards.includes(hazard));
  const cell = (verdicts) =>
    own
      .filter(({ verdict }) => verdicts.includes(verdict))
      .map((entry) => otherOf(hazard, entry))
      .toSorted((a, b) => (a < b ? -1 : 1))
      .join(', ');
  return `| ${hazard} | ${cell(['verified', 'vacuous'])} | ${cell(['inconclusive'])} | ${cell(['violated'])} |`;
});
const count = (wanted) => results.filter(({ verdict }) => wanted.includes(verdict)).length;
const states = results.reduce((sum, entry) => sum + entry.states, 0);
const seconds = results.reduce((sum, entry) => sum + entry.seconds, 0);
const { design, scope } = results[0].scenario;
const text = `# Pairs of hazards

Every two hazards together, design \`${design}\`, scope \`${scope}\`. Of ${results.length} pairs
${count(['verified', 'vacuous'])} are complete without a violation, ${count(['inconclusive'])} reached the budget
without one, and ${count(['violated'])} are violated. A number in parentheses is the depth that is complete:
no run of so many steps violates a property.

${how}
${states.toLocaleString('en')} states, ${(seconds / 3600).toFixed(2)} h of search; model \`${modelHash}\`.

| hazard | complete with | reached the budget with | violated with |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
writeFileSync(new URL('../docs/pairs.md', import.meta.url), text);
console.log(`${results.length} pairs: ${count(['verified', 'vacuous'])} complete`);

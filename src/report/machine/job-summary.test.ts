import { describe, expect, it } from 'vitest';
import { sampleChecks, sampleEntry, sampleMetrics, sampleMigrations } from '../page-sample.ts';
import type { CheckEntry } from '../results.ts';
import { hostile, withHostileStrings } from './hostile-sample.ts';
import { jobSummary } from './job-summary.ts';

const unforeseen: CheckEntry = { ...sampleEntry(), expected: false };

/** Rows of all tables; a bar that is not escaped parts two cells. */
function rows(summary: string): string[][] {
  return summary
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1));
}

describe('jobSummary', () => {
  it('has a matrix per scope: hazards down, designs across', () => {
    const summary = jobSummary(
      [
        sampleChecks([
          sampleEntry(),
          sampleEntry({ design: 'xen', hazards: ['livePageLeavesYoung'] }),
          sampleEntry({ scope: 'ci' }),
        ]),
      ],
      [],
    );
    expect(summary).toContain('### Scope quick\n\n|  | published | xen |\n| --- | --- | --- |\n');
    expect(summary).toContain('### Scope ci\n\n|  | published |\n');
    expect(summary).toContain('| no hazard | ✗ **violated** (as expected)<br>S1✗ S4✓ S2– <br>');
    expect(summary).toContain('1,234 states, 17 deep | not checked |\n');
    expect(summary).toContain('3 verdicts declared by the model: all as declared.');
    expect(summary).toContain('No violation but those that the model declares.');
  });

  it('names what is not declared', () => {
    const summary = jobSummary([sampleChecks([unforeseen])], []);
    expect(summary).toContain('**(NOT as expected)**');
    expect(summary).toContain('**1 NOT as declared**');
    expect(summary).toContain(
      '| **S1 lost page** | frame lost | 2 | frame 1 was never sent; and it was not sent again | published / no hazard / quick |',
    );
  });

  it('says so where a verified cell is not as expected', () => {
    const entry: CheckEntry = { ...unforeseen, verdict: 'verified', properties: [] };
    expect(jobSummary([sampleChecks([entry])], [])).toContain(
      '✓ **verified** **(NOT as expected)**',
    );
  });

  it('ends the list of violations at fifty and says how many more there are', () => {
    const entries = Array.from({ length: 60 }, (_, index): CheckEntry => ({
      ...unforeseen,
      scenario: sampleEntry({ design: `d${index}` }).scenario,
      properties: [{ id: 'S1', title: 'x', verdict: 'violated', failureClass: `kind ${index}` }],
    }));
    const summary = jobSummary([sampleChecks(entries)], []);
    expect(summary.match(/\*\*S1 lost page\*\*/g)).toHaveLength(50);
    expect(summary).toContain('\nand 10 more\n');
  });

  it('lists migrations', () => {
    const lossy = {
      ...sampleMetrics('published', 2),
      lost: { count: 2, first: [] },
      violations: [{ property: 'S2', detail: 'bit 0' }],
    };
    const results = [sampleMetrics('hardened', 3), lossy];
    const summary = jobSummary([], [sampleMigrations(results)]);
    expect(summary).toContain('### Migrations: derby\n');
    expect(summary).toContain('| hardened | ✓ none | ✓ none | 1.23 s | 3.50 s | 5 GB | 3 |\n');
    expect(summary).toContain('| published | ✗ **2 frames LOST** | ✗ S2 | 1.23 s |');
    expect(summary).toContain('Nothing was checked.');
  });

  it('keeps its tables whatever a string contains', () => {
    const checks = [sampleChecks([unforeseen, sampleEntry({ hazards: ['livePageLeavesYoung'] })])];
    const migrations = [sampleMigrations([sampleMetrics('xen', 1)])];
    const summary = jobSummary(withHostileStrings(checks), withHostileStrings(migrations));
    const widths = rows(summary).map((cells) => cells.length);
    expect(widths).toEqual(rows(jobSummary(checks, migrations)).map((cells) => cells.length));
    expect(summary).not.toMatch(
      /(?!\n)\p{Cc}|\u2028|(?<!\\)(?:\[a|<script|@you|#1|`x|\*b|::error)/u,
    );
    expect(hostile).toMatch(/\[a|<script/);
  });
});

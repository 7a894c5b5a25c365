import { describe, expect, it } from 'vitest';
import { sampleChecks, sampleEntry } from '../page-sample.ts';
import type { CheckEntry } from '../results.ts';
import { annotations } from './annotations.ts';
import { withHostileStrings } from './hostile-sample.ts';

const unforeseen: CheckEntry = { ...sampleEntry(), expected: false };

function manyFailures(length: number): CheckEntry {
  const properties = Array.from({ length }, (_, index) => ({
    id: 'S1',
    title: 'No lost page',
    verdict: 'violated' as const,
    failureClass: `kind ${index}`,
  }));
  return { ...unforeseen, properties };
}

describe('annotations', () => {
  it('points at the chart', () => {
    const sources = {
      'models/kernel.ts':
        'createMachine({\n  states: {\n    running: {\n      on: {\n        write: {\n          x: 1,\n        },\n      },\n    },\n  },\n});\n',
    };
    expect(annotations([sampleChecks([unforeseen])], sources)).toEqual([
      '::error file=models/kernel.ts,line=5,title=S1 lost page%3A frame lost::No lost page. frame 1 was never sent; ' +
        'and it was not sent again.%0AFound in: published / no hazard / quick%0A' +
        'Check again: skipover check --design published --scope quick',
    ]);
    expect(annotations([sampleChecks([unforeseen])])[0]).toContain('file=models/kernel.ts,line=1,');
  });

  it('is silent on what is declared', () => {
    expect(annotations([sampleChecks([sampleEntry()])])).toEqual([]);
    expect(annotations([])).toEqual([]);
  });

  it('reports what was expected and did not happen', () => {
    const properties = [{ id: 'S1', title: 'No lost page', verdict: 'verified' as const }];
    const [reported] = annotations([sampleChecks([{ ...unforeseen, properties }])]);
    expect(reported).toMatch(/^::error title=not as declared::published .*: S1 verified%0A/);
  });

  it('has ten at most; the tenth says how many more there are', () => {
    expect(annotations([sampleChecks([manyFailures(10)])])).toHaveLength(10);
    const reported = annotations([sampleChecks([manyFailures(12)])]);
    expect(reported).toHaveLength(10);
    expect(reported.at(-1)).toContain('::3 findings more;');
  });

  it('stays one command whatever a string contains', () => {
    const checks = [sampleChecks([unforeseen, manyFailures(1)])];
    for (const line of annotations(withHostileStrings(checks))) {
      expect(line).not.toMatch(/\p{Cc}|%(?!25|0D|0A|3A|2C)/u);
      // What the runner splits at: the first `::` after the properties, commas between them.
      const [, properties] = /^::error (.*?)::/.exec(line)!;
      expect(properties).toMatch(/^file=models\/[\w-]+\.ts,line=\d+,title=[^,:]*$/);
    }
  });
});

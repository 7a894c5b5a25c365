import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgeTrace } from './judge-trace.ts';
import { readTraceEvents } from './trace-events.ts';

const text = readFileSync(new URL('../recordings/qemu-trace-events.log', import.meta.url), 'utf8');
const lines = text.trimEnd().split('\n');

function judged(changed: readonly string[]): { readonly verdict: string; readonly line?: number } {
  const { verdict, divergence } = judgeTrace(readTraceEvents(changed.join('\n')));
  return divergence === undefined ? { verdict } : { verdict, line: divergence.position };
}

/** Numbers of lines from 1, as the judge has them. */
function linesOf(pattern: RegExp): number[] {
  return lines.flatMap((line, index) => (pattern.test(line) ? [index + 1] : []));
}

describe("a real QEMU's log", () => {
  test('is explained by the model: three passes, a stop and the rest', () => {
    const result = judgeTrace(readTraceEvents(text));
    expect(result).toMatchObject({ verdict: 'explained', largest: expect.any(Number) });
    const sent = result.run.filter(({ process, event }) => process === 'qemu' && event === 'send');
    // 256 pages, 40 of them twice, and the step that finds nothing left.
    expect(sent).toHaveLength(256 + 40 + 1);
    expect(linesOf(/sync_start/)).toHaveLength(4);
  });

  test('with a page of the first pass missing, is rejected at the line that is there now', () => {
    const pages = linesOf(/ram_save_page/);
    for (const line of [pages[0]!, pages[50]!, pages[150]!]) {
      const changed = lines.filter((_, index) => index !== line - 1);
      expect([line, judged(changed)]).toEqual([line, { verdict: 'diverges', line }]);
    }
  });

  test('with a page of a later pass missing, is rejected at the count of dirty pages of its sync', () => {
    const [, count] = linesOf(/sync_end dirty_pages/);
    for (const line of [count! + 2, count! + 20, count! + 36]) {
      expect(lines[line - 1]).toMatch(/^ram_save_page/);
      const changed = lines.filter((_, index) => index !== line - 1);
      expect([line, judged(changed)]).toEqual([line, { verdict: 'diverges', line: count }]);
    }
  });

  test('with two pages swapped, is rejected at the first of them', () => {
    for (const line of [20, 100, 190]) {
      const changed = lines.with(line - 1, lines[line]!).with(line, lines[line - 1]!);
      expect([line, judged(changed)]).toEqual([line, { verdict: 'diverges', line }]);
    }
  });

  test('without a sync, is rejected where a page is sent again', () => {
    const [, second] = linesOf(/sync_start/);
    const changed = lines.filter((_, index) => index !== second! - 1);
    const { verdict, line } = judged(changed);
    expect(verdict).toBe('diverges');
    expect(line).toBeGreaterThanOrEqual(second!);
    expect(line).toBeLessThan(second! + 5);
  });

  test('without the stop of the VM, is rejected at the last sync', () => {
    const [stop] = linesOf(/vm_stop/);
    const changed = lines.filter((_, index) => index !== stop! - 1);
    expect(judged(changed).verdict).toBe('diverges');
  });

  test('with a damaged line, is refused with its number', () => {
    const cut = lines.with(41, 'ram_save_page pc.ram: off');
    expect(() => readTraceEvents(cut.join('\n'))).toThrow('line 42: "ram_save_page pc.ram: off"');
    expect(() => readTraceEvents(text.slice(5))).toThrow('line 1:');
  });
});

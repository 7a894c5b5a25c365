import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgeTrace } from './judge-trace.ts';
import { readTraceEvents } from './trace-events.ts';

const text = readFileSync(new URL('../recordings/qemu-trace-events.log', import.meta.url), 'utf8');
const lines = text.trimEnd().split('\n');

interface Judged {
  readonly verdict: string;
  readonly line?: number;
}

/** A log without an event that QEMU always writes is refused by its reader, and names its line too. */
function judged(changed: readonly string[]): Judged {
  try {
    const { verdict, divergence } = judgeTrace(readTraceEvents(changed.join('\n')));
    return divergence === undefined ? { verdict } : { verdict, line: divergence.position };
  } catch (error) {
    const [, line] = /^line (\d+):/.exec((error as Error).message) ?? [];
    if (line === undefined) throw error;
    return { verdict: 'refused', line: Number(line) };
  }
}

function without(line: number): Judged {
  return judged(lines.filter((_, index) => index !== line - 1));
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
    const changed = lines.filter((_, index) => index < second! - 1 || index > second! + 1);
    expect(judged(changed)).toEqual({ verdict: 'diverges', line: second });
  });

  test('without any one of its events, is rejected at a line that shows it', () => {
    const rows = linesOf(/^(?!ram_save_page)/).map((line) => {
      const { verdict, line: at } = without(line);
      return `${line} ${lines[line - 1]!.slice(0, 39)}: ${verdict} at ${at}`;
    });
    expect(rows).toMatchInlineSnapshot(`
      [
        "1 {"qemu":"QEMU emulator version 7.2.22 (: refused at 1",
        "2 migrate_set_state new state setup: refused at 2",
        "3 migration_bitmap_sync_start: refused at 3",
        "4 migration_bitmap_sync_end dirty_pages 0: refused at 4",
        "5 migrate_set_state new state active: refused at 5",
        "6 migration_bitmap_clear_dirty rb pc.ram : refused at 6",
        "183 migration_bitmap_sync_start: refused at 183",
        "184 migration_bitmap_sync_end dirty_pages 4: refused at 184",
        "185 migration_bitmap_clear_dirty rb pc.ram : refused at 185",
        "221 migration_bitmap_sync_start: refused at 221",
        "222 migration_bitmap_sync_end dirty_pages 0: refused at 222",
        "223 migration_thread_low_pending 20480: diverges at 223",
        "224 migration_completion_vm_stop ret 0: diverges at 224",
        "225 migration_bitmap_sync_start: refused at 225",
        "226 migration_bitmap_sync_end dirty_pages 0: refused at 226",
        "227 migration_bitmap_clear_dirty rb pc.ram : refused at 227",
        "233 migrate_set_state new state completed: refused at 232",
      ]
    `);
  });

  test('without any one page, is rejected', () => {
    const pages = linesOf(/^ram_save_page/).filter((_, index) => index % 11 === 0);
    expect(pages.filter((line) => without(line).line === undefined)).toEqual([]);
  });

  test('with any two neighbours swapped, is rejected at one of them, or before', () => {
    const events = linesOf(/^(?!ram_save_page)/).slice(1, -1);
    const late = events.filter((at) => {
      const line = lines[at - 1]!;
      const found = judged(lines.with(at - 1, lines[at]!).with(at, line)).line;
      return found === undefined || found > at + 1;
    });
    expect(late).toEqual([]);
  });

  test('with a damaged line, is refused with its number', () => {
    const cut = lines.with(41, 'ram_save_page pc.ram: off');
    expect(() => readTraceEvents(cut.join('\n'))).toThrow('line 42: "ram_save_page pc.ram: off"');
    expect(() => readTraceEvents(text.slice(5))).toThrow('line 1:');
  });
});

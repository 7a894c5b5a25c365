import type { ReportComparison } from '../../report/report-comparison.ts';
import { wrapped } from '../terminal/columns.ts';
import { plain } from '../terminal/text.ts';

/** Changes that are listed; the page has all. */
const rowsMax = 12;

/** What changed since another report, for a terminal: what got worse first. */
export function printComparison({ rows, compared, isSameModel }: ReportComparison): void {
  const of = (change: string): number => rows.filter((row) => row.change === change).length;
  console.log(
    `Compared with an older report: ${of('worse')} worse, ${of('better')} better, ` +
      `${of('other')} changed, of ${compared} compared`,
  );
  if (!isSameModel) console.log('  The models differ: so may every verdict and number.');
  for (const { change, what, where, was, is } of rows.slice(0, rowsMax)) {
    const first = `  ${change.padEnd(6)}  `;
    console.log(wrapped(plain(`${what}, ${where}: ${was} -> ${is}`), { first }));
  }
  const more = rows.length - rowsMax;
  if (more > 0) console.log(`  and ${more} more in the page`);
}

import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { count } from '../page/format.ts';
import { ScrollRegion } from './scroll-region.tsx';

export interface Column<Row> {
  readonly title: string;
  /** What is sorted by, and shown where `show` is absent. */
  readonly value: (row: Row) => string | number;
  readonly show?: (row: Row) => ComponentChildren;
  readonly isNumber?: boolean;
}

interface SortableTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly rowClass?: (row: Row) => string;
  /** How many rows are drawn before one asks for all. Default: all. */
  readonly rowsMax?: number;
}

/** A table whose columns sort by a click on their head, as coverage reports do. */
export function SortableTable<Row>(props: SortableTableProps<Row>): JSX.Element {
  const { label, rows, columns, rowKey, rowClass, rowsMax = Infinity } = props;
  const [order, setOrder] = useState<{ column: number; isDown: boolean } | undefined>();
  const [all, setAll] = useState(false);
  const sorted = order === undefined ? rows : sortedBy(rows, columns[order.column]!, order.isDown);
  const shown = all ? sorted : sorted.slice(0, rowsMax);
  const directionOf = (column: number): 'ascending' | 'descending' | undefined => {
    if (order?.column !== column) return undefined;
    return order.isDown ? 'descending' : 'ascending';
  };
  return (
    <ScrollRegion label={label}>
      <table class="values sortable">
        <thead>
          <tr>
            {columns.map(({ title }, index) => (
              <th scope="col" key={title} aria-sort={directionOf(index)}>
                <button
                  type="button"
                  onClick={() =>
                    setOrder({
                      column: index,
                      isDown: order?.column === index ? !order.isDown : false,
                    })
                  }
                >
                  {title} <span aria-hidden="true">{signOf(directionOf(index))}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowKey(row)} class={rowClass?.(row)} id={`row-${rowKey(row)}`}>
              {columns.map((column) => (
                <td key={column.title} class={column.isNumber === true ? 'number' : ''}>
                  {column.show === undefined ? shownValue(column.value(row)) : column.show(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < sorted.length && (
        <button type="button" onClick={() => setAll(true)}>
          show all {count(sorted.length)}
        </button>
      )}
    </ScrollRegion>
  );
}

function signOf(direction: string | undefined): string {
  if (direction === undefined) return '↕';
  return direction === 'ascending' ? '↑' : '↓';
}

function shownValue(value: string | number): string {
  return typeof value === 'number' ? count(value) : value;
}

function sortedBy<Row>(rows: readonly Row[], { value }: Column<Row>, isDown: boolean): Row[] {
  const sign = isDown ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [one, other] = [value(a), value(b)];
    if (typeof one === 'number' && typeof other === 'number') return sign * (one - other);
    return sign * String(one).localeCompare(String(other));
  });
}

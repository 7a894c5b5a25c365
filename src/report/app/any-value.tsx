import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { count } from '../page/format.ts';

interface AnyValueProps {
  readonly value: unknown;
  readonly depth: number;
}

const rowsMax = 50;

/** A result whose shape is not known here, as text and tables: nothing is dropped. */
export function AnyValue({ value, depth }: AnyValueProps): JSX.Element {
  if (Array.isArray(value)) return <AnyList items={value} depth={depth} />;
  if (typeof value === 'object' && value !== null) return <AnyObject value={value} depth={depth} />;
  if (typeof value === 'string' && /^trace-[0-9a-f]+$/.test(value)) {
    return <a href={`#${value}`}>watch the run</a>;
  }
  return <>{typeof value === 'number' ? numberShown(value) : String(value)}</>;
}

function numberShown(value: number): string {
  return Number.isInteger(value) ? count(value) : String(Number(value.toPrecision(4)));
}

function AnyObject({ value, depth }: { value: object; depth: number }): JSX.Element {
  const entries = Object.entries(value);
  return (
    <dl class="any">
      {entries.map(([key, inner]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>
            <Folded value={inner} depth={depth + 1} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function AnyList({ items, depth }: { items: readonly unknown[]; depth: number }): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, rowsMax);
  if (items.length === 0) return <i>none</i>;
  if (items.every((item) => typeof item !== 'object')) {
    return <>{items.map(String).join(', ')}</>;
  }
  return (
    <ol class="any">
      {shown.map((item, index) => (
        <li key={index}>
          <Folded value={item} depth={depth + 1} />
        </li>
      ))}
      {shown.length < items.length && (
        <li>
          <button type="button" onClick={() => setAll(true)}>
            show all {count(items.length)}
          </button>
        </li>
      )}
    </ol>
  );
}

/** What lies deep is unfolded on demand. */
function Folded({ value, depth }: AnyValueProps): JSX.Element {
  const [isOpen, setOpen] = useState(depth < 3);
  if (typeof value !== 'object' || value === null || isOpen) {
    return <AnyValue value={value} depth={depth} />;
  }
  const size = Array.isArray(value) ? value.length : Object.keys(value).length;
  return (
    <button type="button" class="link" onClick={() => setOpen(true)}>
      show ({count(size)})
    </button>
  );
}

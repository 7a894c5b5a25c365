import { useEffect, useState } from 'preact/hooks';

export const views = [
  'verdicts',
  'counterexamples',
  'shrink-map',
  'migrations',
  'coverage',
  'mutants',
  'assumptions',
  'quantities',
  'campaigns',
  'bounds',
] as const;

export type View = (typeof views)[number];

/** What the address asks for. Every cell, counterexample, step and chart has an address. */
export interface Route {
  readonly view: View;
  readonly cell?: string;
  readonly trace?: string;
  /** From 1; 0 is the state before the first step. */
  readonly step?: number;
  readonly chart?: string;
}

/** Reads the part of an address after `#`: `/coverage`, `cell-...`, `trace-...:7`, `chart-...`; `home` is the view
 * of an address that asks for none. */
export function routeOf(hash: string, home: View = 'verdicts'): Route {
  const [id = '', step] = decoded(hash.replace(/^#/, '')).split(':');
  if (id.startsWith('cell-')) return { view: 'verdicts', cell: id };
  if (id.startsWith('chart-')) return { view: 'coverage', chart: id.slice('chart-'.length) };
  if (id.startsWith('trace-')) {
    const number = Number(step);
    const at = step !== undefined && Number.isInteger(number) && number >= 0 ? number : undefined;
    return { view: 'counterexamples', trace: id, ...(at === undefined ? {} : { step: at }) };
  }
  const view = views.find((name) => `/${name}` === id);
  return { view: view ?? home };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** The current route; follows the address. */
export function useRoute(home: View): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash, home));
  useEffect(() => {
    const follow = (): void => setRoute(routeOf(location.hash, home));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [home]);
  return route;
}

/** Changes the address without a new entry in the history: for steps, of which there are many. */
export function replaceHash(hash: string): void {
  history.replaceState(undefined, '', `#${hash}`);
}

import { useEffect, useState } from 'preact/hooks';
import { explorerAddressOf, type ExplorerAddress } from './explorer-address.ts';

export const views = [
  'compare',
  'verdicts',
  'counterexamples',
  'explore',
  'shrink-map',
  'migrations',
  'coverage',
  'mutants',
  'assumptions',
  'cost-bounds',
  'conformance',
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
  readonly explored?: ExplorerAddress;
  /** Filters and searches of the view, after `?`: `verdict=violated&q=swap`. */
  readonly query?: string;
}

/** Reads the part of an address after `#`: `/coverage`, `cell-...`, `trace-...:7`, `chart-...`, each with filters
 * after `?`; `home` is the view of an address that asks for none. */
export function routeOf(hash: string, home: View = 'verdicts'): Route {
  const [place = '', query] = hash.replace(/^#/, '').split('?', 2);
  const explored = explorerAddressOf(decoded(place));
  if (explored !== undefined) return { view: 'explore', explored };
  const asked = query === undefined || query === '' ? {} : { query };
  return { ...placeOf(decoded(place), home), ...asked };
}

function placeOf(place: string, home: View): Route {
  const [id = '', step] = place.split(':');
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

/** The current route; follows the address. Filters stay while the view does. */
export function useRoute(home: View): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash, home));
  useEffect(() => {
    let last = routeOf(location.hash, home);
    const follow = (): void => {
      const next = routeOf(location.hash, home);
      const stays = !location.hash.includes('?') && next.view === last.view;
      if (stays && last.query !== undefined) {
        replaceHash(location.hash.slice(1), last.query);
        last = { ...next, query: last.query };
      } else last = next;
      setRoute(last);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [home]);
  return route;
}

/** Changes the address without a new entry in the history: for steps, of which there are many. */
export function replaceHash(place: string, query = location.hash.split('?')[1] ?? ''): void {
  history.replaceState(undefined, '', `#${place}${query === '' ? '' : `?${query}`}`);
}

/** Writes the filters of the view into the address. An empty text clears them. */
export function setQuery(query: string): void {
  const [place = ''] = location.hash.replace(/^#/, '').split('?');
  history.replaceState(undefined, '', `#${place}?${query}`);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

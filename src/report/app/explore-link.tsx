import type { JSX } from 'preact';
import { explorerAddress } from './explorer-address.ts';

interface ExploreLinkProps {
  readonly engine: string | undefined;
  readonly token: string | undefined;
  readonly at: number;
}

/** Into the explorer, in this state of this run. Nothing where the page has no executor for it. */
export function ExploreLink({ engine, token, at }: ExploreLinkProps): JSX.Element | null {
  if (engine === undefined || token === undefined) return null;
  return (
    <p>
      <a href={`#${explorerAddress({ engine, token, at })}`}>
        Explore from here: choose the next step, or turn a switch
      </a>
    </p>
  );
}

import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { OpenedRun } from '../explorer/engine.ts';
import type { EngineEntry } from '../page-engine.ts';
import type { ReportIndex } from './data.ts';
import { explorerAddress, type ExplorerAddress } from './explorer-address.ts';
import { loadEngine, type LoadedEngine } from './explorer-engine.ts';
import { ExplorerSession } from './explorer-session.tsx';
import { ExplorerStart } from './explorer-start.tsx';

interface ExplorerProps {
  readonly report: ReportIndex;
  readonly asked: ExplorerAddress | undefined;
}

/** The executor in the page: the reader picks the next step. */
export function Explorer({ report, asked }: ExplorerProps): JSX.Element {
  const { engines } = report;
  const entry = engines.find(({ slug }) => slug === asked?.engine) ?? engines[0];
  return (
    <>
      <p>
        The page carries the executor and the model that were checked. Pick the next step yourself,
        in any state, and ask what can still become of it.
      </p>
      {engines.length > 1 && (
        <p class="engines">
          {engines.map(({ slug, name }) => (
            <a
              key={slug}
              href={`#${explorerAddress({ engine: slug })}`}
              aria-current={slug === entry?.slug ? 'true' : undefined}
            >
              {name}
            </a>
          ))}
        </p>
      )}
      {entry === undefined && <p>This page carries no executor.</p>}
      {entry?.missing !== undefined && (
        <p class="unexpected">
          {entry.name} cannot be explored here: {entry.missing}
        </p>
      )}
      {entry !== undefined && entry.missing === undefined && (
        <WithEngine key={entry.slug} report={report} entry={entry} asked={asked} />
      )}
    </>
  );
}

interface WithEngineProps {
  readonly report: ReportIndex;
  readonly entry: EngineEntry;
  readonly asked: ExplorerAddress | undefined;
}

type Opened = { readonly run: OpenedRun } | { readonly failed: string };

function WithEngine({ report, entry, asked }: WithEngineProps): JSX.Element {
  const { slug } = entry;
  const [loaded, setLoaded] = useState<LoadedEngine | undefined>();
  const [failure, setFailure] = useState('');
  useEffect(() => {
    loadEngine(slug, report.tool.version).then(setLoaded, (error: unknown) =>
      setFailure(String(error)),
    );
  }, [slug]);
  if (failure !== '') return <p class="unexpected">{failure}</p>;
  if (loaded === undefined) return <p>Unpacking the executor…</p>;
  if (asked?.token === undefined) {
    return <ExplorerStart loaded={loaded} slug={slug} vocabulary={report.vocabulary} />;
  }
  const { token, at } = asked;
  return <WithRun report={report} slug={slug} loaded={loaded} token={token} at={at} />;
}

interface WithRunProps {
  readonly report: ReportIndex;
  readonly slug: string;
  readonly loaded: LoadedEngine;
  readonly token: string;
  readonly at: number | undefined;
}

/** Opens the run of an address. The session writes its own steps into the address, and is not opened again. */
function WithRun({ report, slug, loaded, token, at }: WithRunProps): JSX.Element {
  const opened = useMemo((): Opened => {
    try {
      return { run: loaded.engine.open(token) };
    } catch (error) {
      return { failed: error instanceof Error ? error.message : String(error) };
    }
  }, [token]);
  if ('failed' in opened) {
    return (
      <>
        <p class="unexpected">{opened.failed}</p>
        <ExplorerStart loaded={loaded} slug={slug} vocabulary={report.vocabulary} />
      </>
    );
  }
  return (
    <ExplorerSession
      key={`${token}:${at}`}
      report={report}
      slug={slug}
      loaded={loaded}
      opened={opened.run}
      startAt={at ?? opened.run.steps.length}
    />
  );
}

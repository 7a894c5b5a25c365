import type { JSX } from 'preact';
import { itfTrace } from '../../replay/itf.ts';
import type { Explored } from '../explorer/engine.ts';
import { CopyButton } from './copy-button.tsx';
import type { ExplorerRun } from './explorer-run.ts';
import { download } from './export-buttons.tsx';
import { mermaid } from './exports.ts';

interface ExplorerExportsProps {
  readonly explored: Explored;
  readonly run: ExplorerRun;
  readonly token: string;
}

/** The run so far as a token and as files. */
export function ExplorerExports({ explored, run, token }: ExplorerExportsProps): JSX.Element {
  const { item, steps } = run;
  const json = 'application/json';
  const forms = [
    {
      title: 'trace file (skipover replay)',
      ending: 'json',
      type: json,
      make: () => `${JSON.stringify(explored.traceFile(item.trace), undefined, 1)}\n`,
    },
    {
      title: 'ITF',
      ending: 'itf.json',
      type: json,
      make: () =>
        `${JSON.stringify(itfTrace(explored.view.system, steps, item.trace.violation), undefined, 1)}\n`,
    },
    { title: 'Mermaid', ending: 'mmd', type: 'text/plain', make: () => mermaid(item) },
  ];
  const command = `skipover ${explored.replayArguments(token)}`;
  return (
    <div class="exports" role="group" aria-label="Save this run">
      Save as{' '}
      {forms.map(({ title, ending, type, make }) => (
        <button
          type="button"
          class="small"
          key={title}
          onClick={() => download({ name: `explored.${ending}`, title, type, text: make() })}
        >
          {title}
        </button>
      ))}
      <p class="command">
        <code>{command}</code> <CopyButton text={command} what="the replay command" />
      </p>
    </div>
  );
}

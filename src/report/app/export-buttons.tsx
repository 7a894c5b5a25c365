import type { JSX } from 'preact';
import type { ReportTrace } from '../report.ts';
import { CopyButton } from './copy-button.tsx';
import { readBlock, type ReportIndex } from './data.ts';
import { exportsOf, type TraceExport } from './exports.ts';

/** A counterexample as a file, in every form that it has. */
export function ExportButtons({ item }: { readonly item: ReportTrace }): JSX.Element {
  const save = (name: string): void => {
    void saveAs(item, name);
  };
  const forms = [
    ...(item.cells.length > 0 ? ['trace file (skipover replay)'] : []),
    'ITF',
    'Mermaid',
    'Chrome trace events',
    'plain text',
  ];
  return (
    <div class="exports" role="group" aria-label="Save this counterexample">
      Save as{' '}
      {forms.map((form) => (
        <button type="button" class="small" key={form} onClick={() => save(form)}>
          {form}
        </button>
      ))}
      {item.token !== undefined && (
        <p class="command">
          <code>skipover replay --token {item.token}</code>{' '}
          <CopyButton text={`skipover replay --token ${item.token}`} what="the replay command" />
        </p>
      )}
    </div>
  );
}

async function saveAs(item: ReportTrace, form: string): Promise<void> {
  const { tool, modelHash, cells } = await readBlock<ReportIndex>('report');
  const cell = cells.find(({ id }) => item.cells.includes(id));
  const made = exportsOf({ item, cell, tool, modelHash }).find(({ title }) => title === form);
  if (made !== undefined) download(made);
}

/** Gives the reader a file to save. */
export function download({ name, type, text }: TraceExport): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

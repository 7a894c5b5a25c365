import { render } from 'preact';
import { App } from './app.tsx';
import { readBlock, type ReportIndex } from './data.ts';
import './page.css';
import './sections.css';
import './theatre.css';
import './analyses.css';
import './explorer.css';
import './print.css';

const root = document.querySelector('#app')!;

function show(report: ReportIndex, isPrinted: boolean): void {
  render(<App report={report} isPrinted={isPrinted} />, root);
}

function start(report: ReportIndex): void {
  root.replaceChildren();
  show(report, false);
  // On paper there is nothing to click: every section is printed.
  addEventListener('beforeprint', () => {
    show(report, true);
    for (const group of document.querySelectorAll<HTMLDetailsElement>('details.group')) {
      group.open = true;
    }
  });
  addEventListener('afterprint', () => show(report, false));
}

readBlock<ReportIndex>('report').then(start, (error: unknown) => {
  root.textContent = `This report cannot be read: ${String(error)}`;
});

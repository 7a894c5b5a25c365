import type { SequenceRow } from './sequence-rows.ts';

/** The participants of the picture, from left to right, with the names that a reader knows. */
const lanes: readonly (readonly [process: string, title: string])[] = [
  ['destination', 'destination'],
  ['daemon', 'daemon (source)'],
  ['lkm', 'kernel module'],
  ['agent', 'JVM agent'],
  ['jvm', 'JVM'],
];

const laneWidth = 200;
const rowHeight = 30;
const top = 64;
const width = laneWidth * lanes.length;

function center(process: string): number {
  return (lanes.findIndex(([name]) => name === process) + 0.5) * laneWidth;
}

/** A sequence diagram as SVG, 1000 units wide, dark on white. Throws where a row names no lane. */
export function sequencePicture(rows: readonly SequenceRow[]): string {
  const height = top + rows.length * rowHeight + 24;
  const heads = lanes.map(([process, title]) => {
    const x = center(process);
    return (
      `<line x1="${x}" y1="44" x2="${x}" y2="${height - 12}" class="lane"/>` +
      `<rect x="${x - 78}" y="12" width="156" height="32" rx="6" class="head"/>` +
      `<text x="${x}" y="33" class="title">${title}</text>`
    );
  });
  const drawn = rows.map((row, index) => rowPicture(row, top + (index + 0.5) * rowHeight));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Messages of one assisted migration, in order">`,
    `<style>${style}</style>`,
    '<defs><marker id="arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="#0b57b0"/></marker></defs>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...heads,
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}

const style =
  'text{font:13px system-ui,sans-serif;text-anchor:middle;fill:#1b1f27;paint-order:stroke;stroke:#fff;stroke-width:4px}' +
  '.title{font-weight:600;stroke:none}.act{fill:#7a4a00}.lane{stroke:#c8ceda;stroke-width:2}' +
  '.head{fill:#eef2f9;stroke:#8793a8}.message{stroke:#0b57b0;stroke-width:1.6;marker-end:url(#arrow)}' +
  '.box{fill:#fdf3e1;stroke:#d9b370}.act{stroke:none}';

function rowPicture(row: SequenceRow, y: number): string {
  if ('at' in row) {
    const x = center(row.at);
    const half = row.text.length * 3.6 + 10;
    return (
      `<rect x="${x - half}" y="${y - 12}" width="${2 * half}" height="24" rx="5" class="box"/>` +
      `<text x="${x}" y="${y + 4}" class="act">${escaped(row.text)}</text>`
    );
  }
  const [from, to] = [center(row.from), center(row.to)];
  return (
    `<line x1="${from}" y1="${y + 6}" x2="${to}" y2="${y + 6}" class="message"/>` +
    `<text x="${(from + to) / 2}" y="${y - 3}">${escaped(row.text)}</text>`
  );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

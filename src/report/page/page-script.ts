/** The page's whole behaviour: plain script, for a page of two widgets needs no framework. It builds
 * elements by `textContent` only, so no string of a trace is ever read as markup. */
export const pageScript = `'use strict';
const processes = ['daemon', 'lkm', 'procCall', 'agent', 'jvm', 'kernel'];
let current;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function bits(field, values, trace, changed) {
  const cell = make('td', 'bits');
  cell.dataset.label = field;
  values.forEach((value, frame) => {
    const classes = ['bit', field, value ? 'on' : 'off'];
    if (frame === trace.frame) classes.push('watched');
    if (changed.has(frame)) classes.push('changed');
    const bit = make('i', classes.join(' '), value);
    bit.title = field + ' of frame ' + frame + (changed.has(frame) ? ', changed by this step' : '');
    cell.append(bit);
  });
  return cell;
}

function head(trace) {
  const row = make('tr');
  for (const name of ['step', 'who', 'what']) row.append(make('th', '', name));
  for (const [field, values] of trace.bitmaps) {
    const cell = make('th', 'bits', field);
    const numbers = make('div');
    values.forEach((_, frame) => {
      numbers.append(make('i', 'frame' + (frame === trace.frame ? ' watched' : ''), frame));
    });
    cell.append(numbers);
    row.append(cell);
  }
  for (const cell of row.children) cell.scope = 'col';
  const group = make('thead');
  group.append(row);
  return group;
}

function who(process) {
  const cell = make('td', 'who');
  cell.append(make('i', 'chip ' + (processes.includes(process) ? process : 'other')), process);
  return cell;
}

function what(step, number, trace) {
  const [, event, from, to, detail, changes] = step;
  const cell = make('td', 'what');
  cell.append(make('div', '', detail));
  for (const { text } of trace.fate.filter((item) => item.step === number)) {
    cell.append(make('div', 'fate-here', 'frame ' + trace.frame + ': ' + text));
  }
  const more = make('div', 'more');
  more.append(make('div', '', event + ': ' + (from === to ? 'stays in ' + to : from + ' \\u2192 ' + to)));
  const told = changes.map(([field, index, a, b]) => field + '[' + index + '] ' + a + ' \\u2192 ' + b);
  more.append(make('div', '', told.length ? told.join(', ') : 'no memory changed'));
  cell.append(more);
  return cell;
}

function startRow(trace) {
  const row = make('tr', 'start');
  row.append(make('td', 'number', 0), make('td', 'who'), make('td', 'what', 'before the first step'));
  for (const [field, values] of trace.bitmaps) row.append(bits(field, values, trace, new Set()));
  return row;
}

function stepRow(step, number, trace, memory) {
  const row = make('tr', 'step');
  row.dataset.step = number;
  row.tabIndex = -1;
  row.append(make('td', 'number', number), who(step[0]), what(step, number, trace));
  for (const [field, values] of memory) {
    const changed = new Set();
    for (const [name, index, , to] of step[5]) {
      if (name !== field) continue;
      values[index] = to;
      changed.add(index);
    }
    row.append(bits(field, values, trace, changed));
    if (changed.has(trace.frame)) row.classList.add('touches');
  }
  if (trace.fate.some((item) => item.step === number)) row.classList.add('touches');
  return row;
}

function filterBox(table, trace) {
  const rows = [...table.querySelectorAll('.step')];
  const label = make('label', 'filter');
  const box = make('input');
  box.type = 'checkbox';
  const touching = rows.filter((row) => row.classList.contains('touches')).length;
  label.append(box, ' only the ' + touching + ' of ' + rows.length + ' steps that touch frame ' + trace.frame);
  box.addEventListener('change', () => table.classList.toggle('filtered', box.checked));
  return label;
}

function draw(details) {
  const place = details.querySelector('.steps');
  if (place.firstChild) return;
  const trace = JSON.parse(details.querySelector('script').textContent);
  const table = make('table', 'step-table');
  const body = make('tbody');
  const memory = trace.bitmaps.map(([field, values]) => [field, [...values]]);
  body.append(startRow(trace));
  trace.steps.forEach((step, index) => body.append(stepRow(step, index + 1, trace, memory)));
  table.append(head(trace), body);
  table.addEventListener('click', (event) => {
    const row = event.target.closest('.step');
    if (row) select(row);
  });
  const scroll = make('div', 'scroll tall');
  scroll.append(table);
  if (trace.frame >= 0) place.append(filterBox(table, trace));
  place.append(scroll);
}

function select(row) {
  const table = row.closest('table');
  table.querySelector('[aria-current]')?.removeAttribute('aria-current');
  row.setAttribute('aria-current', 'step');
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: 'nearest' });
  current = row.closest('details');
}

function move(by) {
  if (!current?.open) current = document.querySelector('details.trace[open]');
  if (!current) return;
  draw(current);
  const rows = [...current.querySelectorAll('.step')].filter((row) => row.offsetParent);
  const at = rows.findIndex((row) => row.hasAttribute('aria-current'));
  const next = at < 0 ? rows[0] : rows[Math.min(Math.max(at + by, 0), rows.length - 1)];
  if (next) select(next);
}

function follow() {
  const [id, step] = decodeURIComponent(location.hash.slice(1)).split(':');
  const target = document.getElementById(id);
  if (!target?.matches('details.trace')) return;
  target.open = true;
  draw(target);
  current = target;
  const row = step && target.querySelector('[data-step="' + Number(step) + '"]');
  if (row) target.querySelector('.filtered')?.classList.remove('filtered');
  (row ? target.querySelector('.scroll') : target).scrollIntoView({ block: 'start' });
  if (row) select(row);
}

for (const details of document.querySelectorAll('details.trace')) {
  details.addEventListener('toggle', () => {
    if (!details.open) return;
    draw(details);
    current = details;
  });
}
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'j') move(1);
  if (event.key === 'k') move(-1);
});
addEventListener('hashchange', follow);
follow();
`;

/** Matrix, counterexamples, charts and plots. Colours come from `page-style.ts`. */
export const sectionStyle = `
.matrix { font-size: 14px; }
.matrix .cell { min-width: 220px; border-left: 5px solid var(--line); }
.matrix .cell.violated { min-width: 350px; }
.matrix .cell.verified { border-left-color: var(--verified); }
.matrix .cell.violated { border-left-color: var(--violated); }
.matrix .cell.inconclusive { border-left-color: var(--inconclusive); }
.matrix .cell.vacuous { border-left-color: var(--vacuous); }
.matrix .cell:target { outline: 3px solid var(--link); outline-offset: -3px; }
.matrix th[scope="row"] { background: var(--panel); }
.matrix p { margin: 2px 0; }
.gap { color: var(--soft); }
.failures { list-style: none; padding: 0; margin: 4px 0; }
.cell .failures li { display: grid; grid-template-columns: auto auto 1fr auto; column-gap: 5px; align-items: baseline; }
.failures .size { white-space: nowrap; }
.properties { display: grid; grid-template-columns: max-content 1fr; gap: 2px 12px; padding: 0; }
.properties dt { font-weight: 700; } .properties dd { margin: 0; }

.trace { border: 1px solid var(--line); border-radius: 6px; padding: 2px 12px; margin: 8px 0; }
.trace[open] { padding-bottom: 12px; border-color: var(--soft); }
.fate ol { list-style: none; padding: 0; margin: 4px 0 10px; border-left: 3px solid var(--stale); }
.fate li { padding-left: 12px; display: grid; grid-template-columns: 62px 1fr; }
.filter { display: inline-block; margin: 8px 0 0; font-size: 14px; }
.step-table { border-collapse: separate; border-spacing: 0; font-size: 13px; line-height: 1.35; width: 100%; }
.step-table th, .step-table td { border: 0; border-bottom: 1px solid var(--line); padding: 3px 8px; }
.step-table th { position: sticky; top: 0; z-index: 1; }
.step-table .number { color: var(--soft); }
.step-table .bits { white-space: nowrap; padding-left: 10px; }
.step-table th.bits { font-size: 12px; }
.step-table .start td { color: var(--soft); }
.step { cursor: pointer; scroll-margin-top: 46px; }
.step:hover td { background: var(--panel); }
.step[aria-current] td { background: var(--mark); border-top: 2px solid var(--ink); border-bottom: 2px solid var(--ink); }
.step:focus-visible { outline: none; }
.filtered .step:not(.touches) { display: none; }
.who { white-space: nowrap; font-weight: 600; }
.chip { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 6px; background: var(--soft); }
.chip.daemon { background: var(--daemon); } .chip.lkm { background: var(--lkm); }
.chip.procCall { background: var(--procCall); } .chip.agent { background: var(--agent); }
.chip.jvm { background: var(--jvm); } .chip.kernel { background: var(--kernel); }
.fate-here { font-weight: 700; color: var(--stale); }
.more { display: none; margin-top: 3px; color: var(--soft); font: 12px/1.4 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.step[aria-current] .more { display: block; color: var(--ink); }
.bit, .frame {
  display: inline-block; width: 17px; height: 17px; margin-right: 3px; font: 11px/15px ui-monospace, Menlo, Consolas, monospace;
  text-align: center; border: 1px solid var(--line); border-radius: 3px; color: var(--soft); vertical-align: middle;
}
.frame { border-color: transparent; font-weight: 400; }
.frame.watched { color: var(--stale); font-weight: 700; border-bottom: 3px solid var(--stale); border-radius: 0; }
.bit.on { color: var(--ground); }
.bit.dirty.on { background: var(--dirty); border-color: var(--dirty); }
.bit.send.on { background: var(--send); border-color: var(--send); }
.bit.stale.on { background: var(--stale); border-color: var(--stale); }
.bit.deferred.on { background: var(--deferred); border-color: var(--deferred); }
.bit.transfer.on { color: var(--soft); }
.bit.transfer.off { color: var(--ground); background: var(--transfer); border-color: var(--transfer); }
.bit.changed { font-weight: 700; outline: 2px solid var(--ink); outline-offset: 1px; margin-right: 4px; }

.chart { max-width: max(100%, 1100px); height: auto; }
.chart text { font: 11px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: var(--ink); }
.chart .name { font-size: 13px; font-weight: 700; }
.chart text { paint-order: stroke; stroke: var(--halo); stroke-width: 3px; stroke-linejoin: round; }
.chart .state rect { fill: var(--ground); stroke: var(--taken); stroke-width: 1.5; }
.chart { --halo: var(--ground); } .chart .state.outer { --halo: var(--panel); } .chart .state.taken.leaf { --halo: var(--taken-ground); }
.chart .state.never.leaf { --halo: var(--never-ground); } .chart .label { --halo: none; }
.chart .state.taken.leaf rect { fill: var(--taken-ground); }
.chart .state.never rect { stroke: var(--never); stroke-dasharray: 5 3; }
.chart .state.never.leaf rect { fill: var(--never-ground); }
.chart .state.outer rect { fill: var(--panel); }
.chart .never > text, .chart .state.never .name { fill: var(--never); }
.chart .waits > text { fill: var(--soft); font-style: italic; }
.chart .arrow { fill: none; stroke: var(--taken); stroke-width: 1.5; }
.chart .arrow.never { stroke: var(--never); stroke-dasharray: 5 3; }
.chart .arrow.start { stroke: var(--soft); }
.chart marker path { fill: var(--taken); } .chart marker.never path { fill: var(--never); }
.chart marker.start path, .chart circle.start { fill: var(--soft); }
.chart .backdrop { fill: none; }
.tally { margin-right: 18px; }
.line { display: inline-block; width: 34px; border-top: 2px solid var(--taken); vertical-align: middle; }
.line.never { border-top: 2px dashed var(--never); }
.dot { display: inline-block; width: 9px; height: 9px; border-radius: 50%; background: var(--soft); }

figure { margin: 8px 0; } figcaption { font-size: 14px; }
.plot { display: block; width: 100%; min-width: 720px; max-width: 1000px; height: auto; }
.plot text { font-size: 11px; fill: var(--soft); }
.plot .axis { fill: none; stroke: var(--soft); } .plot .grid { stroke: var(--line); }
.plot .box { stroke: var(--taken); stroke-width: 0.7; } .plot .box:not(.last) { fill: var(--taken-ground); }
.plot .box.last { stroke: var(--violated); }
.hatch-ground { fill: var(--violated-ground); } .hatch { stroke: var(--violated); stroke-width: 1.5; fill: none; }

@media (max-width: 640px) {
  .matrix, .matrix tbody, .matrix tr, .matrix th, .matrix td, .matrix caption { display: block; }
  .matrix thead, .matrix .gap { display: none; }
  .matrix .cell, .matrix .cell.violated { min-width: 0; }
  .matrix .cell::before { content: attr(data-label); font-weight: 700; }
  .step-table, .step-table tbody { display: block; } .step-table thead { display: none; }
  .step-table tr { display: grid; grid-template-columns: 30px 1fr; border-bottom: 1px solid var(--line); padding: 4px; }
  .step-table td { border: 0; padding: 1px 4px; }
  .step-table .what { grid-column: 2; }
  .step-table .bits { grid-column: 2; padding-left: 4px; }
  .step-table .bits::before { content: attr(data-label); display: inline-block; width: 62px; color: var(--soft); font-size: 12px; }
  .step[aria-current] td { border: 0; } .step[aria-current] { background: var(--mark); outline: 2px solid var(--ink); outline-offset: -2px; }
  .filtered .step:not(.touches) { display: none; }
}
`;

/** Colours, type and tables. Text is at least 4.5:1 against its ground in both schemes. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #fff; --panel: #f6f7f9; --ink: #1b1f24; --soft: #535b66; --line: #d5dae1; --link: #0b57b0;
  --verified: #0f6a2f; --verified-ground: #e3f4e8; --violated: #a8121d; --violated-ground: #fde7e7;
  --inconclusive: #7a4a00; --inconclusive-ground: #fff1d1; --vacuous: #5a3f99; --vacuous-ground: #efeafb;
  --unasked: #535b66; --unasked-ground: #eceff2; --mark: #fff3c4;
  --taken: #0b57b0; --taken-ground: #eaf2fd; --never: #94470b; --never-ground: #fdf3ea;
  --dirty: #8f4700; --send: #0b57b0; --transfer: #4d5763; --stale: #b0121d; --deferred: #5a3f99;
  --daemon: #0b57b0; --lkm: #7a3fb5; --procCall: #b0267f; --agent: #0a7a6f; --jvm: #b35900; --kernel: #5c6672;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171b; --panel: #1d2127; --ink: #e8ebef; --soft: #aab3be; --line: #3a424c; --link: #86b9ff;
    --verified: #74d78f; --verified-ground: #12301c; --violated: #ff9a9a; --violated-ground: #431a1d;
    --inconclusive: #f5c766; --inconclusive-ground: #3a2c0c; --vacuous: #c5b0ff; --vacuous-ground: #2c2348;
    --unasked: #aab3be; --unasked-ground: #272d34; --mark: #4a3f10;
    --taken: #86b9ff; --taken-ground: #182740; --never: #f0a868; --never-ground: #33220f;
    --dirty: #f5b15c; --send: #86b9ff; --transfer: #b7c0cb; --stale: #ff9a9a; --deferred: #c5b0ff;
    --daemon: #86b9ff; --lkm: #cfa4ff; --procCall: #ff9bd0; --agent: #5fd6c6; --jvm: #ffb061; --kernel: #aab3be;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 12px; }
body {
  margin: 0 auto; padding: 20px 20px 60px; max-width: 1280px; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Open Sans", sans-serif;
}
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 20px; margin: 44px 0 8px; padding-top: 10px; border-top: 2px solid var(--line); }
h3 { font-size: 17px; margin: 28px 0 4px; }
h4 { font-size: 14px; margin: 14px 0 4px; }
p { margin: 6px 0; }
ul, ol, dl { margin: 6px 0; padding-left: 22px; }
a { color: var(--link); }
code, kbd { font: 0.88em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
kbd { border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0 5px; }
abbr { text-decoration: none; font-weight: 600; }
.size { color: var(--soft); font-size: 13px; font-weight: 400; }
th .size { display: block; min-width: 130px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 18px; margin-top: 12px; }
.headline { font-size: 17px; }
.scroll { overflow-x: auto; max-width: 100%; margin: 10px 0; }
.tall { max-height: 80vh; overflow: auto; border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; }
caption { text-align: left; color: var(--soft); font-size: 13px; padding-bottom: 6px; }
th, td { text-align: left; vertical-align: top; padding: 5px 10px; border: 1px solid var(--line); }
thead th { background: var(--panel); }
.values { font-size: 14px; }
.values th[scope="row"] { font-weight: 600; }
.numbers td, .number { text-align: right; font-variant-numeric: tabular-nums; }
.numbers td .size { display: block; }
.numbers .failures { text-align: left; max-width: 300px; }
.differs { font-weight: 700; background: var(--mark); }
details > summary { cursor: pointer; padding: 4px 0; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; list-style: none; padding: 0; font-size: 13px; }
.mark { white-space: nowrap; font-weight: 700; padding: 1px 8px; border-radius: 10px; }
.sign { font-weight: 700; display: inline-block; min-width: 1em; text-align: center; }
.mark.verified { background: var(--verified-ground); } .verified.mark, .sign.verified { color: var(--verified); }
.mark.violated { background: var(--violated-ground); } .violated.mark, .sign.violated { color: var(--violated); }
.mark.inconclusive { background: var(--inconclusive-ground); }
.inconclusive.mark, .sign.inconclusive { color: var(--inconclusive); }
.mark.vacuous { background: var(--vacuous-ground); } .vacuous.mark, .sign.vacuous { color: var(--vacuous); }
.mark.unasked { background: var(--unasked-ground); } .unasked.mark, .sign.unasked { color: var(--unasked); }
.unexpected, .lost { color: var(--violated); background: var(--violated-ground); padding: 1px 6px; font-weight: 700; }
.lost { font-size: 16px; white-space: nowrap; border: 2px solid var(--violated); border-radius: 4px; }
@media (max-width: 640px) {
  body { padding: 12px 12px 40px; }
  th, td { padding: 4px 6px; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 11px; }
  .scroll, .tall { overflow: visible; max-height: none; }
  nav, .filter { display: none; }
  tr, article, figure { break-inside: avoid; }
  svg.chart { max-width: 100%; height: auto; }
}
`;

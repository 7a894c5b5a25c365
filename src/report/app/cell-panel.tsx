import type { JSX } from 'preact';
import { inertSentences } from '../../analysis/matrix/ineffective-wording.ts';
import { count, counted, duration } from '../page/format.ts';
import { scenarioName } from '../page/names.ts';
import { compareSeverity, failureNameIn } from '../../../properties/failure-names.ts';
import type { Mark } from '../page/verdict-mark.ts';
import type { ReportCell, ReportProperty } from '../report.ts';
import { CopyButton } from './copy-button.tsx';
import { failureTitle } from '../../../properties/failure-titles.ts';
import { Term } from './terms.tsx';
import { VerdictMark, VerdictSign } from './verdict.tsx';

/** One scenario in full: what each property says, where it failed, how far the search went. */
export function CellPanel({ cell }: { readonly cell: ReportCell }): JSX.Element {
  const { scenario, verdict, properties, states, transitions, depth, ended, inert } = cell;
  const { assumptions = [] } = cell;
  const changed = Object.entries(scenario.switches).length;
  return (
    <section class="panel" aria-label={`Scenario ${scenarioName(scenario)}`}>
      <h3>
        <VerdictMark verdict={verdict} /> {scenarioName(scenario)}
        {scenario.file === undefined ? `, scope ${scenario.scope}` : ` of ${scenario.file}`}
        <a class="close" href="#/verdicts" aria-label="Close this scenario">
          ✕
        </a>
      </h3>
      <p>
        {expectation(cell)} {counted(states, 'state')}, {count(transitions)} steps, {count(depth)}{' '}
        deep, {duration(cell.seconds)}
        {scenario.file === undefined && `, ${changed} switches`}.
        {ended !== undefined && (
          <strong class="mark inconclusive">
            {' '}
            ended early: {ended.reason}; {counted(ended.frontier, 'state')} not expanded
          </strong>
        )}
        {inertSentences(inert).map((sentence) => (
          <span class={verdict === 'vacuous' ? 'mark vacuous' : 'size'}> {sentence}.</span>
        ))}
      </p>
      {assumptions.map((line) => (
        <p class="size">assumed: {line}</p>
      ))}
      <table class="values">
        <caption class="hidden">What each property says</caption>
        <thead>
          <tr>
            <th scope="col">property</th>
            <th scope="col">verdict</th>
            <th scope="col">what was found</th>
          </tr>
        </thead>
        <tbody>
          {inOrder(properties).map((property, index) => (
            <tr key={index}>
              <th scope="row">
                <PropertyName scenario={scenario} property={property} />{' '}
                <span class="size">{property.title}</span>
              </th>
              <td>
                <VerdictMark verdict={property.verdict} />
              </td>
              <td>
                <Found property={property} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="command">
        <code>{cell.command}</code> <CopyButton text={cell.command} what="the command" />
      </p>
    </section>
  );
}

const order: readonly Mark[] = ['violated', 'inconclusive', 'vacuous', 'verified', 'unasked'];

/** What failed is first, the worst consequence before others; what was not asked is last. */
function inOrder(properties: readonly ReportProperty[]): readonly ReportProperty[] {
  const rank = ({ verdict }: ReportProperty): number => order.indexOf(verdict);
  return properties.toSorted(
    (a, b) => rank(a) - rank(b) || (a.verdict === 'violated' ? compareSeverity(a.id, b.id) : 0),
  );
}

/** `S1 lost page` of a violation, else the id; why a violation is bad is explained. */
function PropertyName({
  scenario,
  property: { id, verdict },
}: {
  readonly scenario: ReportCell['scenario'];
  readonly property: ReportProperty;
}): JSX.Element {
  const { name, consequence } = failureNameIn(scenario, id);
  if (consequence === '') return <>{id}</>;
  return <Term meaning={consequence}>{verdict === 'violated' ? name : id}</Term>;
}

function Found({ property }: { readonly property: ReportProperty }): JSX.Element {
  const { verdict, reason, failureClass, trace, steps } = property;
  if (trace !== undefined) {
    return (
      <>
        <a href={`#${trace}`}>{failureTitle(failureClass ?? '')}</a>{' '}
        <span class="size">{counted(steps ?? 0, 'step')}</span>
      </>
    );
  }
  if (verdict === 'violated') {
    return (
      <>
        <VerdictSign verdict="violated" /> {failureClass}, no steps given
      </>
    );
  }
  return <span class="size">{reason}</span>;
}

function expectation({ expected, scenario, isCurrent }: ReportCell): JSX.Element {
  const race = scenario.number === undefined ? '' : `Race ${scenario.number}. `;
  const age = isCurrent ? '' : 'From an earlier run. ';
  if (expected === false) {
    return (
      <>
        {race + age}
        <strong class="unexpected">NOT as expected.</strong>
      </>
    );
  }
  const declared = expected === undefined ? '' : 'As the model declares.';
  return <>{race + age + declared}</>;
}

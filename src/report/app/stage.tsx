import type { JSX } from 'preact';
import type { ReportTrace } from '../report.ts';
import { Term, Words } from './terms.tsx';
import type { Scene } from './memory.ts';

interface StageProps {
  readonly item: ReportTrace;
  readonly scene: Scene;
  readonly at: number;
}

/** One state: what the step did in words, bitmaps per frame, heap over frames, messages in flight. */
export function Stage({ item, scene, at }: StageProps): JSX.Element {
  const step = item.trace.steps[at - 1];
  return (
    <div role="group" aria-label="State">
      <p class="now" aria-live="polite">
        <b>{at === 0 ? 'Before the first step' : `${at}. ${step!.process}`}</b>{' '}
        {step !== undefined && <Words text={step.detail} />}
      </p>
      {step !== undefined && (
        <p class="size">
          <code>{step.step}</code>:{' '}
          {step.from === step.to ? `stays in ${step.to}` : `${step.from} → ${step.to}`}
        </p>
      )}
      <Bitmaps item={item} scene={scene} />
      <Heap scene={scene} frame={item.trace.frame} />
      <Channels item={item} scene={scene} />
    </div>
  );
}

const meanings: Readonly<Record<string, string>> = {
  dirty: 'written since the last CLEAN',
  send: 'this iteration has still to handle it',
  transfer: '0: skipped even if dirty',
  stale: 'the destination has not the same content',
  deferred: 'skipped, and not sent since',
};

function Bitmaps({ item, scene }: Pick<StageProps, 'item' | 'scene'>): JSX.Element | null {
  const { frame: watched } = item.trace;
  const first = [...scene.bitmaps.values()][0];
  if (first === undefined) return null;
  return (
    <table class="bitmaps">
      <caption>
        Bitmaps{watched === undefined ? '' : `; frame ${watched} is the one that is watched`}
      </caption>
      <thead>
        <tr>
          <th scope="col">frame</th>
          {first.map((_, frame) => (
            <th scope="col" key={frame} class={frame === watched ? 'watched' : ''}>
              {frame}
            </th>
          ))}
          <td class="size">meaning</td>
        </tr>
      </thead>
      <tbody>
        {[...scene.bitmaps].map(([field, values]) => (
          <tr key={field}>
            <th scope="row">
              <Term meaning={meanings[field] ?? ''}>{field}</Term>
            </th>
            {values.map((value, frame) => {
              const isChanged = scene.changed.has(`${field} ${frame}`);
              const classes = [
                'bit',
                field,
                value === 1 ? 'on' : 'off',
                isChanged ? 'changed' : '',
              ];
              return (
                <td key={frame} class={classes.join(' ')}>
                  {value}
                  {isChanged && <span class="hidden"> changed by this step</span>}
                </td>
              );
            })}
            <td class="size">{meanings[field]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function slotsOf(scene: Scene, kind: string): (readonly [string, string])[] {
  return Object.entries(scene.slots).flatMap(([slot, value]) =>
    slot.startsWith(`${kind} `) ? [[slot.slice(kind.length + 1), value] as const] : [],
  );
}

function Heap({
  scene,
  frame: watched,
}: {
  readonly scene: Scene;
  readonly frame: number | undefined;
}): JSX.Element | null {
  const pages = slotsOf(scene, 'page');
  if (pages.length === 0) return null;
  return (
    <figure class="heap">
      <figcaption>Heap pages over frames</figcaption>
      <ol class="pages">
        {pages.map(([page, value]) => {
          const [space = '', frame = '-', filled = ''] = value.split(' ');
          const isChanged = scene.changed.has(`page ${page}`);
          return (
            <li key={page} class={`${space} ${filled}${isChanged ? ' changed' : ''}`}>
              <b>{page}</b> {space}
              <span class="size">
                {filled === 'occupied' ? '■ objects' : '□ empty'}
                <br />
                {frame === '-' ? 'no frame' : `frame ${frame}`}
              </span>
            </li>
          );
        })}
      </ol>
      <ol class="frames">
        {slotsOf(scene, 'frame').map(([frame, owner]) => {
          const isWatched = Number(frame) === watched;
          const isChanged = scene.changed.has(`frame ${frame}`);
          return (
            <li
              key={frame}
              class={`${owner}${isWatched ? ' watched' : ''}${isChanged ? ' changed' : ''}`}
            >
              frame <b>{frame}</b>
              <span class="size">{ownerWords[owner] ?? owner}</span>
            </li>
          );
        })}
      </ol>
    </figure>
  );
}

const ownerWords: Readonly<Record<string, string>> = {
  free: 'free',
  other: 'kernel, others',
  application: 'the JVM',
  cacheApp: 'the second application',
};

function Channels({ item, scene }: Pick<StageProps, 'item' | 'scene'>): JSX.Element | null {
  const channels = item.insight?.snapshots?.channels ?? [];
  if (channels.length === 0) return null;
  return (
    <table class="channels">
      <caption>Messages in flight, the next to be read first</caption>
      <tbody>
        {channels.map(({ name, receiver }) => {
          const content = (scene.slots[`channel ${name}`] ?? '').split(' ').filter(Boolean);
          return (
            <tr key={name} class={scene.changed.has(`channel ${name}`) ? 'changed' : ''}>
              <th scope="row">
                {name} <span class="size">to {receiver}</span>
              </th>
              <td>
                {content.length === 0 ? (
                  <span class="size">empty</span>
                ) : (
                  content.map((message, index) => (
                    <span key={index} class="message">
                      {message}
                    </span>
                  ))
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

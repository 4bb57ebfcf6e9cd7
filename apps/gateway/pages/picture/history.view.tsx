import type { VNode } from 'preact';

import type { Image, ImageSize } from '#libs/contract/image.js';

import { formatDuration } from '../format.js';
import { LABELS, MADE } from './size-switch.js';

/** How each size came to be: for who wonders where a thumbnail is. */
export function History({ image }: { image: Image }): VNode {
  return (
    <details class="fold" open={image.state === 'rejected'} data-fold="history">
      <summary>How the sizes were made</summary>
      <dl class="history">
        {MADE.map((key) => (
          <div key={key}>
            <dt>{LABELS[key]}</dt>
            <dd>{told(image, image.sizes[key])}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function told({ createdAt }: Image, { state, attempts, error, startedAt, readyAt }: ImageSize): string {
  const tries = attempts > 1 ? ` Tried ${attempts} times.` : '';
  switch (state) {
    case 'waiting':
      return `Waits for its turn.${tries}`;
    case 'working':
      return `Is being made.${tries}`;
    case 'failed':
      return `Can’t be made. ${error?.detail ?? 'The picture could not be read.'}${tries}`;
    case 'ready':
      if (!startedAt || !readyAt) return 'Ready.';
      return `Waited ${between(createdAt, startedAt)}, made in ${between(startedAt, readyAt)}.${tries}`;
  }
}

function between(from: string, to: string): string {
  return formatDuration(Math.max(0, Date.parse(to) - Date.parse(from)));
}

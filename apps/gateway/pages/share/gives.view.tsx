import type { VNode } from 'preact';

import type { SharePreview } from '#libs/contract/share.js';
import { SIZE_LABELS, SIZE_NAMES, type SizeName } from '#libs/domain/variants.js';

import { formatBytes } from '../components/format.js';

/** Each size with what it is in pixels and bytes, to be ticked. */
export function Gives({ preview, sizes }: { preview: SharePreview; sizes: readonly SizeName[] }): VNode {
  return (
    <fieldset class="gives">
      <legend>The link gives away</legend>
      {SIZE_NAMES.map((size) => (
        <label key={size} class="check">
          <input type="checkbox" name={size} checked={sizes.includes(size)} aria-describedby={size === 'o' ? 'original-says' : undefined} />
          <span>{SIZE_LABELS[size]}</span>
          <span class="quiet small">{measure(preview, size)}</span>
        </label>
      ))}
      <p class="small" id="original-says">
        {originalsSay(preview)}
      </p>
    </fieldset>
  );
}

function measure({ pictures, sizes }: SharePreview, size: SizeName): string {
  const { ready, bytes, width, height } = sizes[size];
  if (ready === 0) return pictures === 0 ? 'nothing yet' : 'being prepared';
  const pixels = pictures === 1 ? `${width} × ${height}` : `up to ${width} × ${height}`;
  return `${pixels}, ${formatBytes(bytes)}${ready < pictures ? `, ${pictures - ready} being prepared` : ''}`;
}

/** People must know it before they tick the box. */
function originalsSay({ pictures, originals: { camera, time, place } }: SharePreview): string {
  const one = pictures === 1;
  if (pictures === 0) {
    return 'An original is your file as it is, and may say which camera took it, when and where. The smaller sizes carry nothing of the kind.';
  }
  const said = [part(camera, 'which camera took it'), part(time, 'when'), part(place, 'where')].filter((text) => text !== null);
  const rest = 'The smaller sizes carry nothing of the kind.';
  if (said.length === 0) {
    return one
      ? 'The original is your file as it is. As far as the drive can tell it does not say with which camera, when or where it was taken.'
      : 'The originals are your files as they are. As far as the drive can tell none says with which camera, when or where it was taken.';
  }
  const list = said.length > 1 ? `${said.slice(0, -1).join(', ')} and ${said.at(-1)}` : said[0]!;
  return `${one ? 'The original is your file as it is, and says' : 'The originals are your files as they are, and say'} ${list}. ${rest}`;

  function part(count: number, what: string): string | null {
    if (count === 0) return null;
    return one || count === pictures ? what : `${what} (in ${count} of ${pictures})`;
  }
}

import type { VNode } from 'preact';

import type { Image } from '#libs/api/image.js';
import type { Transforms } from '#libs/api/transform.js';
import { copyTexts } from '#libs/domain/copy-texts.js';
import { isShownByBrowsers } from '#libs/domain/image-types.js';
import { FORMAT_NAMES } from '#libs/domain/transform/modifiers.js';
import { presetSize } from '#libs/domain/transform/presets.js';
import { DEFAULT_SIZE, SIZE_LABELS, SIZE_NAMES } from '#libs/domain/variants.js';

import { type CopyChoice, CopyChoices } from '../components/copy-choices.js';
import { CopyMenu } from '../components/copy-menu.js';
import { Icon } from '../components/icons.js';

export interface CopyPictureProps {
  user: { name: string };
  image: Image;
  presets: Transforms['presets'];
  /** The address of the drive. */
  address: string;
}

/** Widths over heights that an area can be held to; the first is any. */
const SHAPES = ['Any', '1:1', '4:3', '3:2', '16:9', '3:4', '2:3', '9:16'];
const SIDES = { x: 'Left', y: 'Top', width: 'Width', height: 'Height' };
const CORNERS = { nw: 'Top left', ne: 'Top right', sw: 'Bottom left', se: 'Bottom right' };
const FORMAT_LABELS = { auto: 'Automatic', jpg: 'JPEG', webp: 'WebP', avif: 'AVIF', png: 'PNG' };

/** The addresses of a picture in its sizes and by the presets, and a way to cut out a part of it. */
export function CopyPicture({ user, image, presets, address }: CopyPictureProps): VNode | null {
  if (image.state !== 'ready') return null;
  return (
    <CopyChoices choices={choicesOf(image, presets, address)} first={DEFAULT_SIZE}>
      <p class="quiet small">
        Only you can open these addresses, while you are logged in. To show the picture to others,{' '}
        <a href={`/${user.name}/share/?ids=${image.id}`}>share it</a>.
      </p>
      <button class="button calm" type="button" hidden data-crop>
        Crop…
      </button>
      <CropDialog image={image} address={address} />
    </CopyChoices>
  );
}

/** The sizes that are ready, then the presets that this picture can have. */
function choicesOf(image: Image, presets: Transforms['presets'], address: string): CopyChoice[] {
  const sizes = SIZE_NAMES.flatMap((name) => {
    const { state, width, height, type } = image.sizes[name];
    if (state !== 'ready' || !width || !height || !type || !isShownByBrowsers(type)) return [];
    return [{ name, width, height, src: `${address}/get/${image.id}/${name}` }];
  });
  const set = sizes.map(({ src, width }) => `${src} ${width}w`).join(', ');
  const choices = sizes.map(({ name, ...size }) => ({ key: name, label: SIZE_LABELS[name], copied: { ...size, set, name: image.name } }));
  const named = presets.flatMap(({ name, modifiers }) => {
    const size = presetSize(modifiers, image);
    const src = `${address}/i/${image.id}.${name}.auto`;
    return size ? [{ key: `preset-${name}`, label: name, copied: { ...size, src, set: `${src} ${size.width}w`, name: image.name } }] : [];
  });
  return [...choices, ...named];
}

/** Everything in it is filled by the script (client/crop). */
function CropDialog({ image, address }: Pick<CopyPictureProps, 'image' | 'address'>): VNode {
  const { id, name, width, height } = image;
  const shown = image.sizes[DEFAULT_SIZE].url;
  return (
    <dialog
      class="card sheet crop"
      aria-labelledby="crop-title"
      data-crop-dialog={JSON.stringify({ id, name, width, height, address, shown })}
    >
      <div class="sheet-head">
        <h2 id="crop-title">Crop</h2>
        <button class="button calm" type="button" data-crop-close>
          <Icon name="close" />
          Close
        </button>
      </div>
      <div class="crop-parts">
        <div>
          <div class="crop-stage" data-crop-stage>
            <div class="crop-frame" data-crop-frame>
              <button class="crop-box" type="button" data-crop-box aria-label="Area to keep. Move it with the arrow keys." />
              {Object.entries(CORNERS).map(([corner, label]) => (
                <button
                  key={corner}
                  class={`crop-corner ${corner}`}
                  type="button"
                  data-crop-corner={corner}
                  aria-label={`${label} corner`}
                />
              ))}
            </div>
          </div>
          <p class="quiet small">Drag the area or its corners, or use the arrow keys. Shift makes smaller steps.</p>
        </div>
        <div class="crop-result" data-crop-results>
          <p class="quiet small">
            <span data-crop-size /> <span role="status" data-crop-said />
          </p>
        </div>
      </div>
      <fieldset class="crop-fields">
        <legend>Area, in percent</legend>
        {Object.entries(SIDES).map(([side, label]) => (
          <label key={side}>
            {label}
            <input type="number" min="0" max="100" step="0.1" inputMode="decimal" autocomplete="off" data-crop-side={side} />
          </label>
        ))}
      </fieldset>
      <div class="crop-fields">
        <label>
          Shape
          <select data-crop-shape>
            {SHAPES.map((shape) => (
              <option key={shape} value={shape}>
                {shape}
              </option>
            ))}
          </select>
        </label>
        <label>
          Width in pixels
          <input type="number" min="1" max={width} value={Math.min(width, 1024)} inputMode="numeric" autocomplete="off" data-crop-width />
        </label>
        <label>
          Format
          <select data-crop-format>
            {(['auto', ...FORMAT_NAMES] as const).map((format) => (
              <option key={format} value={format}>
                {FORMAT_LABELS[format]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <CopyMenu id="crop" formats={copyTexts({ src: '', set: '', name, width, height })} isLong />
    </dialog>
  );
}

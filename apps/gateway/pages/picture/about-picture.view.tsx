import type { VNode } from 'preact';

import type { Image } from '#libs/contract/image.js';
import { formatBytes } from '#libs/domain/format-bytes.js';

import { TakenTime, Time } from '../components/parts.js';
import { Camera } from './camera.view.js';
import { EditPicture } from './edit-picture.view.js';
import { History } from './history.view.js';
import type { PictureProps } from './picture-props.js';
import { SizeDownloads } from './size-switch.js';

/** What is known about a picture, and what people can change of it. */
export function AboutPicture(props: PictureProps): VNode {
  const { image } = props;
  return (
    <section class="about" id="about" aria-label="Information" tabIndex={-1}>
      <h1 class="name">{image.name}</h1>
      <dl class="facts">
        {image.takenAt && (
          <div>
            <dt>Taken</dt>
            <dd>
              <TakenTime iso={image.takenAt} />
            </dd>
          </div>
        )}
        <div>
          <dt>Uploaded</dt>
          <dd>
            <Time iso={image.createdAt} />
          </dd>
        </div>
        <div>
          <dt>Original</dt>
          <dd>
            {image.width} × {image.height}, {formatBytes(image.bytes)}, {image.type.replace('image/', '').toUpperCase()}
          </dd>
        </div>
        <Camera exif={image.exif} />
      </dl>
      <Place image={image} />
      <EditPicture {...props} />
      <SizeDownloads image={image} />
      <History image={image} />
    </section>
  );
}

/** People should know it before they hand an original to others. */
function Place({ image: { exif } }: { image: Image }): VNode | null {
  if (!exif) return null;
  return (
    <p class="quiet small">
      {exif.place
        ? 'The original says where it was taken. The smaller sizes do not.'
        : 'The original does not say where it was taken. The smaller sizes carry nothing of the camera at all.'}
    </p>
  );
}

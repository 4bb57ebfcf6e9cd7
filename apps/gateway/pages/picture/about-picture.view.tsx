import type { ComponentChildren, VNode } from 'preact';

import { MAX_NAME, type Image } from '#libs/api/image.js';
import { formatBytes } from '#libs/domain/format.js';

import { TakenTime, Time } from '../components/parts.js';
import { CopyPicture } from './copy-picture.view.js';
import { History } from './history.view.js';
import type { PictureProps } from './picture-props.js';
import { SizeDownloads } from './size-switch.js';

/** Information about a picture, and the form that changes it. */
export function AboutPicture(props: PictureProps): VNode {
  const { image } = props;
  return (
    <section class="about" id="about" aria-label="Information" tabIndex={-1}>
      <h1 class="name">{image.name}</h1>
      <dl class="facts">
        {image.takenAt && (
          <Fact name="Taken">
            <TakenTime iso={image.takenAt} />
          </Fact>
        )}
        <Fact name="Uploaded">
          <Time iso={image.createdAt} />
        </Fact>
        <Fact name="Original">
          {image.width} × {image.height}, {formatBytes(image.bytes)}, {image.type.replace('image/', '').toUpperCase()}
        </Fact>
        <Camera exif={image.exif} />
      </dl>
      <Location image={image} />
      <EditPicture {...props} />
      <SizeDownloads image={image} />
      <CopyPicture {...props} />
      <History image={image} />
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The camera data of the original. Lines without a value are left out. */
export function Camera({ exif }: { exif: Image['exif'] }): VNode | null {
  if (!exif) return null;
  const exposure = [
    exif.exposureSeconds !== null && formatExposure(exif.exposureSeconds),
    exif.aperture !== null && `f/${short(exif.aperture)}`,
    exif.iso !== null && `ISO ${exif.iso}`,
    exif.focalLength !== null && `${short(exif.focalLength)} mm`,
  ].filter(Boolean);
  return (
    <>
      {exif.camera && <Fact name="Camera">{exif.camera}</Fact>}
      {exif.lens && <Fact name="Lens">{exif.lens}</Fact>}
      {exposure.length > 0 && <Fact name="Exposure">{exposure.join(' · ')}</Fact>}
    </>
  );
}

/** 1/250 s, 0.5 s, 30 s: a fraction where cameras show one. */
export function formatExposure(seconds: number): string {
  return seconds < 0.4 ? `1/${Math.round(1 / seconds)} s` : `${short(seconds)} s`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Whether the original contains its location, which people should know before they share it. */
function Location({ image: { exif } }: { image: Image }): VNode | null {
  if (!exif) return null;
  return (
    <p class="quiet small">
      {exif.place
        ? 'The original contains its location. The smaller sizes do not.'
        : 'The original does not contain its location. The smaller sizes contain no camera data at all.'}
    </p>
  );
}

/** The form for name and time taken. */
function EditPicture({ user, image, from, refused }: Pick<PictureProps, 'user' | 'image' | 'from' | 'refused'>): VNode {
  return (
    <details class="fold" open={refused !== undefined} data-fold="edit">
      <summary>Change name or date</summary>
      <form class="edit" method="post" action={`/${user.name}/view/${image.id}/edit${from.query}`}>
        <label for="name">Name</label>
        <input
          id="name"
          name="name"
          type="text"
          required
          maxLength={MAX_NAME}
          autocomplete="off"
          value={refused?.name ?? image.name}
          aria-invalid={refused ? 'true' : undefined}
          aria-describedby={refused ? 'name-error' : undefined}
        />
        {refused && (
          <p class="error" id="name-error">
            {refused.problem.detail}
          </p>
        )}
        <label for="takenAt">Taken</label>
        <input id="takenAt" name="takenAt" type="datetime-local" max="9999-12-31T23:59" value={image.takenAt?.slice(0, 16) ?? ''} />
        <button class="button">Save</button>
      </form>
    </details>
  );
}

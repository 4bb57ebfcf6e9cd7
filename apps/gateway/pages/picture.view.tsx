import type { VNode } from 'preact';

import type { Problem } from '#libs/contract/errors.js';
import { type Image, MAX_NAME, type Size } from '#libs/contract/image.js';

import { formatBytes } from './format.js';
import { Icon } from './icons.js';
import { Layout } from './layout.js';
import { Picture, TakenTime, Time } from './parts.js';
import { SizeDownloads, SizeSwitch } from './size-switch.js';

/** What browsers can show of an original; TIFF and HEIC are for downloading. */
const SHOWABLE: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']);

export interface PictureProps {
  user: { name: string };
  image: Image;
  size: Size;
  /** Why a new name was not taken, and what it was. */
  rename?: { name: string; problem: Problem };
}

export function PictureView({ user, image, size, rename }: PictureProps): VNode {
  const poll = image.state === 'processing' ? `/api/images/${image.id}` : undefined;
  return (
    <Layout title={image.name} user={user}>
      <div class="bar">
        <a class="plain" href={`/${user.name}/list/5/`}>
          <Icon name="back" />
          Pictures
        </a>
        <a class="plain end" href={`/get/${image.id}/o?download`}>
          <Icon name="download" />
          Download
        </a>
        <a class="plain danger" href={`/${user.name}/delete/${image.id}`}>
          <Icon name="trash" />
          Delete
        </a>
      </div>
      <div id="live" data-poll={poll}>
        <Stage image={image} size={size} />
        <State user={user} image={image} />
        <SizeSwitch user={user} image={image} size={size} />
      </div>
      <div class="about">
        <h1 class="name">{image.name}</h1>
        <Facts image={image} />
        <Rename user={user} image={image} rename={rename} />
        <SizeDownloads image={image} />
      </div>
    </Layout>
  );
}

function Stage({ image, size }: { image: Image; size: Size }): VNode {
  const shown = image.sizes[size];
  if (size === 'o' && !SHOWABLE.has(image.type)) {
    return (
      <div class="stage note">
        <p>
          Browsers can’t show this type of original. <a href={`/get/${image.id}/o?download`}>Download it</a>, or look at another size.
        </p>
      </div>
    );
  }
  // An original that could not be decoded is not handed to the browser's decoder either.
  const broken = image.state === 'rejected' && (size === 'o' || shown.state !== 'ready');
  if (broken) {
    return (
      <div class="stage note">
        <Icon name="warning" />
      </div>
    );
  }
  return (
    <div class="stage">
      <Picture image={image} size={shown} class="shown" eager />
    </div>
  );
}

function State({ user, image }: { user: { name: string }; image: Image }): VNode | null {
  if (image.state === 'ready') return null;
  if (image.state === 'processing') {
    return (
      <p class="state" role="status">
        Preparing this picture. The original is safe, and this page shows it as soon as it is ready.
      </p>
    );
  }
  return (
    <section class="alert">
      <h2>This picture can’t be shown</h2>
      <p>{image.reason?.detail ?? 'It could not be read.'} Your original is kept as it is, and you can download it.</p>
      <form method="post" action={`/${user.name}/view/${image.id}/retry`}>
        <button class="button">Try again</button>
      </form>
    </section>
  );
}

function Facts({ image }: { image: Image }): VNode {
  return (
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
    </dl>
  );
}

function Rename({ user, image, rename }: Pick<PictureProps, 'user' | 'image' | 'rename'>): VNode {
  return (
    <details class="fold" open={rename !== undefined}>
      <summary>Rename</summary>
      <form class="inline" method="post" action={`/${user.name}/view/${image.id}/name`}>
        <label for="name">Name</label>
        <input
          id="name"
          name="name"
          type="text"
          required
          maxLength={MAX_NAME}
          autocomplete="off"
          value={rename?.name ?? image.name}
          aria-invalid={rename ? 'true' : undefined}
          aria-describedby={rename ? 'name-error' : undefined}
        />
        <button class="button">Save</button>
        {rename && (
          <p class="error" id="name-error">
            {rename.problem.detail}
          </p>
        )}
      </form>
    </details>
  );
}

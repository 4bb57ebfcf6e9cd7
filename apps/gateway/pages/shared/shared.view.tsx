import type { VNode } from 'preact';

import { SIZES } from '#libs/contract/image.js';
import type { OpenedShare, SharedImage } from '#libs/contract/share.js';

import { formatBytes } from '../format.js';
import { Icon } from '../icons.js';
import { Layout } from '../layout.js';
import { shapeOf } from '../parts.js';
import { LABELS } from '../picture/size-switch.js';
import { OpenGraph } from './open-graph.js';
import { SharedPicture } from './shared-picture.js';

export interface SharedProps {
  token: string;
  share: OpenedShare;
  /** The address of the drive. */
  address: string;
}

/** All that a link shows: one picture large, several as a grid. */
export function SharedView({ token, share, address }: SharedProps): VNode {
  const { images } = share;
  if (images.length === 1) return <SharedPictureView token={token} share={share} address={address} image={images[0]!} />;
  const title = titleOf(share);
  const head = <OpenGraph title={title} address={address} path={`/p/${token}`} image={images[0]!} share={share} />;
  return (
    <Layout title={title} head={head}>
      <h1>{title}</h1>
      {share.name && <p class="quiet shared-count">{images.length} pictures</p>}
      <ul class="grid">
        {images.map((image, index) => (
          <li key={image.id} class={`shape-${shapeOf(image)}`}>
            <a href={image.page} title={image.name}>
              <SharedPicture image={image} sizes="240px" eager={index < 10} />
            </a>
          </li>
        ))}
      </ul>
    </Layout>
  );
}

/** One picture of a link, with the ways to those beside it and what may be downloaded. */
export function SharedPictureView({ token, share, address, image }: SharedProps & { image: SharedImage }): VNode {
  const { images } = share;
  const several = images.length > 1;
  const at = images.findIndex(({ id }) => id === image.id);
  const [previous, next] = [images[at - 1], images[at + 1]];
  const title = several ? image.name : titleOf(share);
  const path = several ? image.page : `/p/${token}`;
  return (
    <Layout title={title} head={<OpenGraph title={title} address={address} path={path} image={image} share={share} />}>
      {several && (
        <nav class="shared-bar" aria-label="Pictures">
          <a class="plain" href={`/p/${token}`} data-key="Escape" title="All pictures (Esc)">
            <Icon name="pictures" />
            All {images.length}
          </a>
          <span class="quiet">
            {at + 1} of {images.length}
          </span>
          <span class="shared-ways">
            {previous && (
              <a class="plain" rel="prev" href={previous.page} data-key="ArrowLeft" aria-label="Previous picture" title="Previous (←)">
                <Icon name="back" />
              </a>
            )}
            {next && (
              <a class="plain" rel="next" href={next.page} data-key="ArrowRight" aria-label="Next picture" title="Next (→)">
                <Icon name="forward" />
              </a>
            )}
          </span>
        </nav>
      )}
      <figure class="shared-figure">
        <SharedPicture image={image} sizes="(min-width: 1100px) 1024px, 100vw" eager />
        <figcaption>
          <h1 class="name">{title}</h1>
        </figcaption>
      </figure>
      <Downloads image={image} />
    </Layout>
  );
}

function Downloads({ image }: { image: SharedImage }): VNode {
  const there = SIZES.filter((size) => image.sizes[size]);
  if (there.length === 0) return <p class="quiet shared-downloads">This picture is being prepared. Look again in a moment.</p>;
  return (
    <ul class="shared-downloads">
      {there.map((name) => {
        const size = image.sizes[name]!;
        return (
          <li key={name}>
            <a class="button calm" href={`${size.url}?download`} data-key={name === there.at(-1) ? 'd' : undefined}>
              <Icon name="download" />
              {LABELS[name]}
              <span class="quiet small">
                {size.width} × {size.height}, {formatBytes(size.bytes)}
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** How the owner called the link, else the picture, else how many there are. */
function titleOf({ name, images }: OpenedShare): string {
  return name ?? (images.length === 1 ? images[0]!.name : `${images.length} pictures`);
}

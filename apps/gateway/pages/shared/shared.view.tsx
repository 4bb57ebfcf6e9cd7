import type { VNode } from 'preact';

import type { OpenedPicture, OpenedShare, SharedImage } from '#libs/api/share.js';
import { countInWords, formatBytes } from '#libs/domain/format.js';
import { DEFAULT_SIZE, SIZE_LABELS, SIZE_NAMES } from '#libs/domain/variants.js';

import { CopyChoices } from '../components/copy-choices.js';
import { firstRowsId, PaintWithFirstRows } from '../components/grid.js';
import { Icon } from '../components/icons.js';
import { Layout } from '../components/layout.js';
import { shapeOf } from '../components/parts.js';
import { tileAttributes } from '../components/tiles.js';
import { sharedSizes, tileSizes } from '../components/true-sizes.js';
import { OpenGraph } from './open-graph.js';
import { sharedChoices } from './shared-choices.js';
import { SharedPicture, shownSizes, withoutOriginal } from './shared-picture.js';

export interface SharedProps {
  token: string;
  share: OpenedShare;
  /** The address of the drive. */
  address: string;
}

/** A share: one picture large, several as a grid. */
export function SharedView({ token, share, address }: SharedProps): VNode {
  const { images, pictures, page, pages } = share;
  const [first] = images;
  if (first && pictures === 1) {
    const alone = { ...share, image: first, place: 1, previous: null, next: null };
    return <SharedPictureView token={token} share={alone} address={address} />;
  }
  const title = share.name ?? countInWords(pictures);
  const head = (
    <>
      <OpenGraph title={title} address={address} path={`/p/${token}`} image={first ?? null} share={share} />
      {first && <PaintWithFirstRows />}
    </>
  );
  return (
    <Layout title={title} head={head}>
      <h1>{title}</h1>
      {share.name && <p class="quiet shared-count">{pictures === 0 ? 'No pictures yet' : countInWords(pictures)}</p>}
      <ul class="grid">
        {images.map((image, index) => (
          <li key={image.id} id={firstRowsId(index, images.length)} class={`shape-${shapeOf(image)}`}>
            <a href={image.page} title={image.name}>
              <SharedPicture image={image} sizes={tileSizes(image)} eager={index < 10} />
            </a>
          </li>
        ))}
      </ul>
      {pages > 1 && <Pages token={token} page={page} pages={pages} />}
    </Layout>
  );
}

function Pages({ token, page, pages }: { token: string; page: number; pages: number }): VNode {
  return (
    <nav class="further" aria-label="Pages">
      {page > 1 && (
        <a class="button calm" rel="prev" href={`/p/${token}${page > 2 ? `?page=${page - 1}` : ''}`}>
          Back
        </a>
      )}
      <span class="quiet">
        Page {page} of {pages}
      </span>
      {page < pages && (
        <a class="button calm" rel="next" href={`/p/${token}?page=${page + 1}`}>
          Show more
        </a>
      )}
    </nav>
  );
}

/** One picture of a share, with links to its neighbours and downloads. */
export function SharedPictureView({ token, share, address }: Omit<SharedProps, 'share'> & { share: OpenedPicture }): VNode {
  const { image, pictures, place, previous, next } = share;
  const several = pictures > 1;
  const title = several ? image.name : (share.name ?? image.name);
  const path = several ? image.page : `/p/${token}`;
  // The proof of a password goes with the pages of the share only.
  const tiles = image.sizes.o && !share.password ? tileAttributes(image.sizes.o, `/iiif/3/${token}~${image.id}`) : null;
  const variants = tiles && withoutOriginal(image);
  return (
    <Layout title={title} head={<OpenGraph title={title} address={address} path={path} image={image} share={share} />}>
      {several && (
        <nav class="shared-bar" aria-label="Pictures">
          <a class="plain" href={`/p/${token}`} data-key="Escape" title="All pictures (Esc)">
            <Icon name="pictures" />
            All {pictures}
          </a>
          <span class="quiet">
            {place} of {pictures}
          </span>
          <span class="shared-ways">
            {previous && (
              <a
                class="plain"
                rel="prev"
                href={`/p/${token}/${previous}`}
                data-key="ArrowLeft"
                aria-label="Previous picture"
                title="Previous (←)"
              >
                <Icon name="back" />
              </a>
            )}
            {next && (
              <a class="plain" rel="next" href={`/p/${token}/${next}`} data-key="ArrowRight" aria-label="Next picture" title="Next (→)">
                <Icon name="forward" />
              </a>
            )}
          </span>
        </nav>
      )}
      <figure class="shared-figure">
        {variants ? (
          <div class="stage shared-stage" data-stage="" {...tiles}>
            <SharedPicture image={variants} sizes="100vw" class="shown fill" eager />
          </div>
        ) : (
          <SharedPicture image={image} sizes={sharedSizes(image, shownSizes(image).at(-1)?.width ?? image.width)} eager />
        )}
        <figcaption>
          <h1 class="name">{title}</h1>
        </figcaption>
      </figure>
      <Downloads image={image} />
      {/* Other pages can't show what needs a password. */}
      {!share.password && (
        <div class="shared-copies">
          <CopyChoices choices={sharedChoices(image, share, address + path, address)} first={DEFAULT_SIZE} />
        </div>
      )}
    </Layout>
  );
}

function Downloads({ image }: { image: SharedImage }): VNode {
  const ready = SIZE_NAMES.filter((size) => image.sizes[size]);
  if (ready.length === 0) return <p class="quiet shared-downloads">This picture is being prepared. Try again in a moment.</p>;
  return (
    <ul class="shared-downloads">
      {ready.map((name) => {
        const size = image.sizes[name]!;
        return (
          <li key={name}>
            <a class="button calm" href={`${size.url}?download`} data-key={name === ready.at(-1) ? 'd' : undefined}>
              <Icon name="download" />
              {SIZE_LABELS[name]}
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

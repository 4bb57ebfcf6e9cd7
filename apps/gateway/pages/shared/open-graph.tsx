import type { VNode } from 'preact';

import type { OpenedShare, SharedImage } from '#libs/api/share.js';
import { countInWords } from '#libs/domain/format.js';

import { mainSize } from './shared-picture.js';

interface OpenGraphProps {
  title: string;
  /** The address of the drive: Open Graph needs absolute addresses. */
  address: string;
  /** Path of this page. */
  path: string;
  /** null: the album is empty. */
  image: SharedImage | null;
  share: Pick<OpenedShare, 'password' | 'pictures'>;
}

/** Data for link previews (ogp.me). With a password they get no picture. */
export function OpenGraph({ title, address, path, image, share }: OpenGraphProps): VNode {
  const picture = share.password || !image ? null : mainSize(image);
  const count = share.pictures;
  return (
    <>
      <meta name="robots" content="noindex" />
      <meta property="og:title" content={title} />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content="Shoebox" />
      <meta property="og:url" content={address + path} />
      <meta property="og:description" content={count === 1 ? 'A picture' : countInWords(count)} />
      {image && picture && (
        <>
          <meta property="og:image" content={address + picture.url} />
          <meta property="og:image:type" content={picture.type} />
          <meta property="og:image:width" content={String(picture.width)} />
          <meta property="og:image:height" content={String(picture.height)} />
          <meta property="og:image:alt" content={image.name} />
          <meta name="twitter:card" content="summary_large_image" />
        </>
      )}
    </>
  );
}

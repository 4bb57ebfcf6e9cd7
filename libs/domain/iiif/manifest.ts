import type { Area } from '../transform/layout.js';
import { fit, SMALLEST } from '../variants.js';
import { largestOf } from './image-request.js';

// Documents of the IIIF Presentation API 3.0 (https://iiif.io/api/presentation/3.0/): what viewers open.

export const PRESENTATION_CONTEXT = 'http://iiif.io/api/presentation/3/context.json';

/** An image of a manifest. */
export interface ManifestImage extends Area {
  id: string;
  name: string;
  /** The address of its image service. */
  service: string;
}

/** Text by the code of its language; `none` for what people wrote. */
type Label = Record<string, [string]>;

interface Resource {
  id: string;
  type: string;
  [property: string]: unknown;
}

/** What is shown of an album or a share. `id` is the address of the document. */
export interface Shown {
  id: string;
  label: Label;
}

/** One canvas for each image, of which there is at least one. @param partOf the address of the collection that has this manifest */
export function manifest({ id, label, images, partOf }: Shown & { images: readonly ManifestImage[]; partOf?: string }): Resource {
  return {
    '@context': PRESENTATION_CONTEXT,
    id,
    type: 'Manifest',
    label,
    behavior: ['individuals'],
    thumbnail: images.slice(0, 1).map(thumbnail),
    ...(partOf !== undefined && { partOf: [{ id: partOf, type: 'Collection' }] }),
    items: images.map((image) => canvas(id, image)),
  };
}

/** Of manifests, in their order; also of none. */
export function collection({ id, label, manifests }: Shown & { manifests: readonly Shown[] }): Resource {
  return {
    '@context': PRESENTATION_CONTEXT,
    id,
    type: 'Collection',
    label,
    items: manifests.map((one) => ({ id: one.id, type: 'Manifest', label: one.label })),
  };
}

/** The name of an album or a share, else what it is. */
export function labelOf(name: string | null, suffix = ''): Label {
  return name === null ? { en: [`Pictures${suffix}`] } : { none: [name + suffix] };
}

function canvas(manifestId: string, image: ManifestImage): Resource {
  const id = `${manifestId}/canvas/${image.id}`;
  const { width, height } = image;
  return {
    id,
    type: 'Canvas',
    label: { none: [image.name] },
    width,
    height,
    thumbnail: [thumbnail(image)],
    items: [
      {
        id: `${id}/page`,
        type: 'AnnotationPage',
        items: [
          { id: `${id}/image`, type: 'Annotation', motivation: 'painting', target: id, body: picture(image, largestOf(image), 'max') },
        ],
      },
    ],
  };
}

function thumbnail(image: ManifestImage): Resource {
  const { width, height } = fit(image.width, image.height, SMALLEST);
  return picture(image, { width, height }, `${width},${height}`);
}

function picture({ service }: ManifestImage, { width, height }: Area, size: string): Resource {
  return {
    id: `${service}/full/${size}/0/default.jpg`,
    type: 'Image',
    format: 'image/jpeg',
    width,
    height,
    service: [{ id: service, type: 'ImageService3', profile: 'level2' }],
  };
}

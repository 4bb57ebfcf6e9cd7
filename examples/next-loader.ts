// A loader of Next.js (https://nextjs.org/docs/app/api-reference/config/next-config-js/images) for pictures of a Shoebox drive.
//
//   // next.config.js
//   module.exports = { images: { loader: 'custom', loaderFile: './shoebox-loader.ts' } };
//
//   // The drive: SHOEBOX_PRESETS="w320=_SX320_ w640=_SX640_ w1080=_SX1080_ w1920=_SX1920_"
//   <Image src="/p/TOKEN/01kdc7q3v8x2m4n6p8r0s2t4v6" width={1080} height={720} alt="" />

const DRIVE = 'https://photos.example.org';
/** Widths of the presets, smallest first. Visitors of a link have presets only. */
const WIDTHS = [320, 640, 1080, 1920];

interface LoaderProps {
  /** `/p/TOKEN/ID`, the page of a shared picture; or `/i/ID` where the browser is logged in to the drive. */
  src: string;
  width: number;
  quality?: number | undefined;
}

export default function shoeboxLoader({ src, width, quality }: LoaderProps): string {
  const [, token, id] = /^\/p\/([^/]+)\/([^/]+)$/.exec(src) ?? [];
  // The next larger preset, so that the browser never enlarges it.
  if (token) return `${DRIVE}/p/${token}/i/${id}.w${WIDTHS.find((one) => one >= width) ?? WIDTHS.at(-1)}.auto`;
  return `${DRIVE}${src}._SX${width}${quality === undefined ? '' : `_QL${quality}`}_.auto`;
}

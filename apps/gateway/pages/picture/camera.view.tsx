import type { VNode } from 'preact';

import type { Image } from '#libs/contract/image.js';

/** What the camera wrote into the original, as photographers write it; each line only where there is something to say. */
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
      {exif.camera && <Fact name="Camera" value={exif.camera} />}
      {exif.lens && <Fact name="Lens" value={exif.lens} />}
      {exposure.length > 0 && <Fact name="Exposure" value={exposure.join(' · ')} />}
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** 1/250 s, 0.5 s, 30 s: a fraction as long as cameras show one. */
export function formatExposure(seconds: number): string {
  return seconds < 0.4 ? `1/${Math.round(1 / seconds)} s` : `${short(seconds)} s`;
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Google Takeout cuts the name of a JSON file to this length, before `.json`. */
const CUT = 46;
const SUFFIX = '.supplemental-metadata';
/** Suffixes of edited copies in Google Photos, in the known languages. */
const EDITED =
  /-(edited|bearbeitet|modifié|editado|modificato|bewerkt|edytowane|редактировано|編集済み|effects|collage)(?=(\(\d+\))?(\.[^.]*)?$)/iu;

/**
 * Possible names of the sidecar of a picture, most likely first. Takeout writes `IMG.jpg.json`, since 2024
 * `IMG.jpg.supplemental-metadata.json`, both cut to 46 characters before `.json`. For `IMG(1).jpg` the number is at the end
 * (`IMG.jpg(1).json`). `IMG-edited.jpg` uses the sidecar of `IMG.jpg`.
 */
export function sidecarNames(picture: string): string[] {
  const plain = picture.replace(EDITED, '');
  const all = plain === picture ? forms(picture) : [...forms(picture), ...forms(plain)];
  return [...new Set(all)];
}

/** The suffix of an edited copy (`-edited`), or an empty string. */
export function editedPart(picture: string): string {
  return EDITED.exec(picture)?.[0] ?? '';
}

function forms(picture: string): string[] {
  const numbered = /^(.*)(\(\d+\))(\.[^.]*)?$/s.exec(picture);
  const own = cuts(picture, '');
  const moved = numbered ? cuts(`${numbered[1]}${numbered[3] ?? ''}`, numbered[2]!) : [];
  // Some titles had no extension.
  const bare = picture.replace(/\.[^.]*$/, '');
  return [...own, ...moved, `${bare}.json`];
}

/** The name with as much of the suffix as fits, or the name cut. */
function cuts(name: string, number: string): string[] {
  const full = `${name}${SUFFIX}`;
  const names = [`${name}${number}.json`];
  for (let length = full.length; length > name.length; length--) names.push(`${full.slice(0, length)}${number}.json`);
  for (const length of [CUT, CUT - number.length]) if (name.length > length) names.push(`${name.slice(0, length)}${number}.json`);
  return names;
}

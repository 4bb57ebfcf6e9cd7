/** Google Takeout cuts the name of a JSON file to so many characters, before `.json`. */
const CUT = 46;
const SUFFIX = '.supplemental-metadata';
/** What Google puts behind the name of a picture that was changed in its editor, in the languages that are known. */
const EDITED =
  /-(edited|bearbeitet|modifié|editado|modificato|bewerkt|edytowane|редактировано|編集済み|effects|collage)(?=(\(\d+\))?(\.[^.]*)?$)/iu;

/**
 * Names that the JSON file of a picture may have beside it, the likeliest first. Takeout writes `IMG.jpg.json`, since 2024
 * `IMG.jpg.supplemental-metadata.json`, both cut to 46 characters before `.json`; for `IMG(1).jpg` the number goes behind
 * (`IMG.jpg(1).json`); `IMG-edited.jpg` has none of its own and takes that of `IMG.jpg`.
 */
export function sidecarNames(picture: string): string[] {
  const plain = picture.replace(EDITED, '');
  const all = plain === picture ? forms(picture) : [...forms(picture), ...forms(plain)];
  return [...new Set(all)];
}

/** Whether the name says that the picture is a changed copy of the one that its JSON file speaks of. */
export function editedPart(picture: string): string {
  return EDITED.exec(picture)?.[0] ?? '';
}

function forms(picture: string): string[] {
  const numbered = /^(.*)(\(\d+\))(\.[^.]*)?$/s.exec(picture);
  const own = cuts(picture, '');
  const moved = numbered ? cuts(`${numbered[1]}${numbered[3] ?? ''}`, numbered[2]!) : [];
  // Of some pictures whose title had no extension.
  const bare = picture.replace(/\.[^.]*$/, '');
  return [...own, ...moved, `${bare}.json`];
}

/** The name whole, and behind it as much of the suffix as there was room for; or itself cut. */
function cuts(name: string, number: string): string[] {
  const full = `${name}${SUFFIX}`;
  const names = [`${name}${number}.json`];
  for (let length = full.length; length > name.length; length--) names.push(`${full.slice(0, length)}${number}.json`);
  for (const room of [CUT, CUT - number.length]) if (name.length > room) names.push(`${name.slice(0, room)}${number}.json`);
  return names;
}

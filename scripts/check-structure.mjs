import './node-version.mjs';

import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import ts from 'typescript';

/** Methods that one port may have: a larger one is several ports. */
const MAX_PORT_METHODS = 12;

/** File names that were replaced by the field's word (docs/decisions/0019). */
const OLD_FILES = new Set(
  `gate turns in-lanes lanes in-chunks lane line line-by-priority patience room in-use hold follow hot-pictures hot-answers keep-hot
   watched-images receiver take-in keep-image revive into-album exchanges sent-token own-page share-door share-pass asked-list known-images
   marks blame death closing explain run-alone start-alone serve-inside place covered steady comeback pace piece ahead upkeep`.split(/\s+/),
);

/** Identifiers that were replaced in the same way. */
const OLD_IDENTIFIERS = new Set(
  `Gate Turns Turn inLanes Lanes Lane inChunks LineByPriority Patience expectRoom isInUse letGo HotPictures HotPicture HotAnswers keepHot
   WatchedImages Receiver TakeIn takeIn KeepImage IntoAlbum Exchanges sentToken OwnPage ShareDoor SharePass askedList AskedList forgetMarks
   causeOfDeath DeathCause Closing runAlone startAlone serveInside Alone Comeback Piece steadily Pace keyTellers KeepsOwn StoreRound
   DecoderPool MadeSize SizeRecord MADE_SIZES`.split(/\s+/),
);

const problems = [];

for (const file of globSync('{apps,libs,test,scripts,bench}/**/*.{ts,tsx,mjs}', { exclude: ['test/fixtures/**'] })) {
  const name = basename(file).replace(/\..*$/, '');
  if (OLD_FILES.has(name)) problems.push(`${file}: "${name}" is an old word; docs/glossary.md has the new one`);
  if (file === 'scripts/check-structure.mjs') continue;
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const seen = new Set();
  const visit = (node) => {
    if (ts.isIdentifier(node) && OLD_IDENTIFIERS.has(node.text) && !seen.has(node.text)) {
      seen.add(node.text);
      problems.push(`${file}: "${node.text}" is an old word; docs/glossary.md has the new one`);
    }
    if (ts.isClassDeclaration(node) && file.startsWith('libs/ports/')) {
      const methods = node.members.filter((member) => ts.isMethodDeclaration(member)).length;
      if (methods > MAX_PORT_METHODS)
        problems.push(`${file}: ${node.name?.text} has ${methods} methods; a port has at most ${MAX_PORT_METHODS}`);
    }
    // For its metadata a decorated class needs the value of each parameter's type. One that is reached through a namespace (`z.output<…>`)
    // brings the whole of it into the bundle: the translations of zod, for example, are 400 kB.
    if (
      ts.isParameter(node) &&
      ts.getDecorators(node) &&
      node.type &&
      ts.isTypeReferenceNode(node.type) &&
      ts.isQualifiedName(node.type.typeName)
    )
      problems.push(`${file}: the type ${node.type.getText(source)} of a decorated parameter needs a name of its own (type X = …)`);
    ts.forEachChild(node, visit);
  };
  visit(source);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log('structure: ports are small, old names are absent, decorated parameters are light');

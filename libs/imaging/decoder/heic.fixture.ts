import { readFileSync } from 'node:fs';

/** One of the pictures in test/fixtures/heic, where it says how they were made: 96 by 64 pixels with a colour in each quarter. */
export function heicFile(name: string): Buffer {
  return readFileSync(new URL(`../../../test/fixtures/heic/${name}.heic`, import.meta.url));
}

/** A red picture of 64 by 64 pixels (HEVC) that has these brands, the first the major one. */
export function heic(major: string, ...compatible: [string, string, string]): Buffer {
  const bytes = heicFile('tile-red');
  bytes.write(major, 8, 'latin1');
  bytes.write(compatible.join(''), 16, 'latin1');
  return bytes;
}

export interface Grid {
  columns: number;
  rows: number;
  /** What the grid claims to be, in pixels; what its tiles come to unless said. */
  width?: number;
  height?: number;
  /** True: the last tile has no bytes. */
  lacksTile?: boolean;
}

/**
 * A picture of 64 by 64 tiles as phones write theirs (ISO/IEC 23008-12 section 6.6.2.3), red but for the last tile, which is blue. All
 * red tiles are the same bytes, so that thousands of them stay a small file.
 */
export function heicGrid({ columns, rows, width = columns * 64, height = rows * 64, lacksTile = false }: Grid): Buffer {
  const [red, blue] = [tile('tile-red'), tile('tile-blue')];
  if (lacksTile) blue.data = Buffer.alloc(0);
  const tiles = Array.from({ length: columns * rows }, (_, index) => index + 2);
  // Version, flags for 32-bit sizes, rows and columns less one, width, height.
  const grid = Buffer.concat([Buffer.from([0, 1, rows - 1, columns - 1]), u32(width), u32(height)]);
  const ftyp = box('ftyp', Buffer.from('heic\0\0\0\0mif1heic', 'latin1'));
  const meta = (dataAt: number): Buffer => {
    const place = (item: number): Buffer => {
      const at = item === 1 ? 0 : grid.length + (item - 1 === tiles.length ? red.data.length : 0);
      const length = item === 1 ? grid.length : item - 1 === tiles.length ? blue.data.length : red.data.length;
      return Buffer.concat([u16(item), u16(0), u16(1), u32(dataAt + at), u32(length)]);
    };
    const items = [1, ...tiles];
    const described = (item: number): Buffer => fullBox('infe', 2, u16(item), u16(0), typeName(item === 1 ? 'grid' : 'hvc1'));
    const owned = (item: number): Buffer => owns(item, item === 1 ? [1] : [2, item - 1 === tiles.length ? 4 : 3]);
    return fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, Buffer.concat([u32(0), Buffer.from('pict'), Buffer.alloc(13)])),
      fullBox('pitm', 0, u16(1)),
      fullBox('iloc', 0, u16(0x4400), u16(items.length), Buffer.concat(items.map(place))),
      fullBox('iinf', 0, u16(items.length), Buffer.concat(items.map(described))),
      fullBox('iref', 0, box('dimg', u16(1), u16(tiles.length), Buffer.concat(tiles.map(u16)))),
      box(
        'iprp',
        // Numbered from 1 in this order.
        box('ipco', ispe(width, height), ispe(64, 64), red.config, blue.config),
        fullBox('ipma', 0, u32(items.length), Buffer.concat(items.map(owned))),
      ),
    );
  };
  // Its length does not depend on where the data is.
  const dataAt = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(dataAt), box('mdat', grid, red.data, blue.data)]);
}

/** The decoder's configuration, as a box, and the coded picture of a file with one item, whose box of data comes last. */
function tile(file: string): { config: Buffer; data: Buffer } {
  const bytes = heicFile(file);
  const configAt = bytes.indexOf('hvcC', 'latin1') - 4;
  const config = bytes.subarray(configAt, configAt + bytes.readUInt32BE(configAt));
  return { config, data: bytes.subarray(bytes.indexOf('mdat', 'latin1') + 4) };
}

function ispe(width: number, height: number): Buffer {
  return fullBox('ispe', 0, u32(width), u32(height));
}

/** Which properties an item has, none of them by force. */
function owns(item: number, properties: number[]): Buffer {
  return Buffer.concat([u16(item), Buffer.from([properties.length, ...properties])]);
}

/** ISO/IEC 14496-12 section 4.2: length, type, content. */
function box(type: string, ...content: Buffer[]): Buffer {
  const length = 8 + content.reduce((sum, { length: bytes }) => sum + bytes, 0);
  return Buffer.concat([u32(length), Buffer.from(type, 'latin1'), ...content]);
}

function fullBox(type: string, version: number, ...content: Buffer[]): Buffer {
  return box(type, u32(version * 2 ** 24), ...content);
}

function typeName(type: string): Buffer {
  return Buffer.from(`${type}\0`, 'latin1');
}

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/**
 * What heif-enc 1.15 makes of a phone's JPEG that stands on its right side, 64 by 96 pixels as stored: the EXIF block has this
 * orientation (6 as it was made; two bytes, so that it may also be nonsense) and no `irot` or `imir` is there.
 */
export function heicByExif(orientation: number): Buffer {
  const bytes = heicFile('exif-only');
  // Tag 274 of EXIF, one number of 16 bits (TIFF 6.0).
  const tag = bytes.indexOf(Buffer.from('0112000300000001', 'hex'));
  bytes.writeUInt16BE(orientation, tag + 8);
  return bytes;
}

import { crc32 } from 'node:zlib';

export interface UnpackedFile {
  name: string;
  bytes: Buffer;
  /** From the extended timestamp (Info-ZIP), in whole seconds. */
  modifiedAt: Date;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const UTF8 = 1 << 11;

/** The files of an archive of stored entries (APPNOTE.TXT of PKWARE), each held against its checksum. Throws when anything is not right. */
export function readZip(zip: Buffer): UnpackedFile[] {
  const end = zip.length - 22;
  if (zip.readUInt32LE(end) !== END) throw new Error('the archive has no end');
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new Error('no entry where one should be');
    const [flags, method] = [zip.readUInt16LE(at + 8), zip.readUInt16LE(at + 10)];
    const [checksum, size] = [zip.readUInt32LE(at + 16), zip.readUInt32LE(at + 24)];
    const [nameLength, extraLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const extra = zip.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    const local = zip.readUInt32LE(at + 42);
    at += 46 + nameLength + extraLength + zip.readUInt16LE(at + 32);
    if (!(flags & UTF8) || method !== 0) throw new Error(`${name} is not stored, or its name no UTF-8`);
    if (zip.readUInt32LE(local) !== LOCAL) throw new Error(`${name} is not where it should be`);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + size);
    if (crc32(bytes) !== checksum) throw new Error(`${name} is damaged`);
    return { name, bytes, modifiedAt: new Date(extra.readUInt32LE(5) * 1000) };
  });
}

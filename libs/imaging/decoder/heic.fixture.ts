/** A red picture of 64 by 64 pixels made with pillow-heif (HEVC), since sharp writes none. Its brands are those given, the first the major one. */
export function heic(major: string, ...compatible: [string, string, string]): Buffer {
  const bytes = Buffer.from(BASE64, 'base64');
  bytes.write(major, 8, 'latin1');
  bytes.write(compatible.join(''), 16, 'latin1');
  return bytes;
}

const BASE64 =
  'AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAAAERAAAEA' +
  'AQAAAAABegABAAAAAAAAABgAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmND' +
  'AQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubgIaDAgA' +
  'AAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAA' +
  'AAABAAEEgQIDBAAAACBtZGF0AAAAFCgBrwQY/Hk46//5kI/PwFwqxHQ4';

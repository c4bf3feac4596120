/** A PNG of these sides; what it shows nobody looks at. */
export function pngFile(width: number, height: number, extra = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const begin = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([begin, chunk('IHDR', header), chunk('IDAT', Buffer.alloc(extra)), chunk('IEND')]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type, 'latin1'), data, Buffer.alloc(4)]);
}

/** `text` stands in a comment, as programs write them. */
export function gifFile(width: number, height: number, text = 'a'): Buffer {
  const sides = Buffer.alloc(4);
  sides.writeUInt16LE(width, 0);
  sides.writeUInt16LE(height, 2);
  const comment = Buffer.from([0x21, 0xfe, text.length, ...Buffer.from(text), 0]);
  return Buffer.concat([Buffer.from('GIF89a'), sides, Buffer.alloc(3), comment, Buffer.from(';')]);
}

/** With a segment in front of the one that holds its sides, as cameras write them; it may hold a small picture. */
export function jpegFile(width: number, height: number, inside: Buffer = Buffer.from('note')): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const note = Buffer.concat([Buffer.from([0xff, 0xfe, 0, 2 + inside.length]), inside]);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), note, frame, Buffer.from([0xff, 0xd9])]);
}

/** In the extended form. */
export function webpFile(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(30);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(22, 4);
  bytes.write('WEBPVP8X', 8, 'latin1');
  bytes.writeUInt32LE(10, 16);
  bytes.writeUIntLE(width - 1, 24, 3);
  bytes.writeUIntLE(height - 1, 27, 3);
  return bytes;
}

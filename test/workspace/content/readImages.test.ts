import assert from 'node:assert/strict';
import { gifFile, jpegFile, pngFile, webpFile } from './imageFiles.ts';
import { openReader, type Reader } from './reader.ts';

suite('reading pictures', () => {
  let reader: Reader;
  setup(async () => {
    reader = await openReader();
  });
  teardown(() => reader.sandbox.remove());
  const put = (name: string, content: Buffer) => reader.sandbox.put(name, content);
  const read = (path: string) => reader.read({ path });

  for (const [name, mediaType, bytes] of [
    ['PNG', 'image/png', pngFile(1640, 480)],
    ['JPEG', 'image/jpeg', jpegFile(1640, 480)],
    ['GIF', 'image/gif', gifFile(1640, 480)],
    ['WEBP', 'image/webp', webpFile(1640, 480)],
  ] as const) {
    test(`${name}: a picture is told by its content, given as it is and described in words`, async () => {
      put('output/chart.txt', bytes);
      const { text, images } = await read('output/chart.txt');
      assert.equal(text, `[image output/chart.txt: ${name}, 1,640 × 480, ${bytes.length} bytes]`);
      assert.deepEqual(images, [{ mediaType, base64: bytes.toString('base64') }]);
    });

    test(`${name}: a picture that breaks off is not shown, since a model API would refuse the conversation`, async () => {
      put('half', bytes.subarray(0, bytes.length - 4));
      const { kind, text } = await read('half');
      assert.deepEqual([kind, text], ['error', `"half" begins as a ${name} image, but is damaged.`]);
    });
  }

  for (const [name, whole] of [
    ['PNG', Buffer.concat([pngFile(8, 8, 20).fill('IEND....', 45, 53), Buffer.from('more')])],
    ['JPEG', Buffer.concat([jpegFile(8, 8, jpegFile(2, 2)), Buffer.from('more')])],
    ['GIF', Buffer.concat([gifFile(8, 8, ';;;;'), Buffer.from('more')])],
  ] as const) {
    test(`${name}: the mark of an end within a picture is not its end, and what stands behind it is not lost`, async () => {
      put('whole', whole);
      assert.equal((await read('whole')).images[0]?.base64, whole.toString('base64'));
      put('half', whole.subarray(0, whole.length - 8));
      assert.match((await read('half')).text, /but is damaged/);
    });
  }

  test('a name makes no picture of a text', async () => {
    put('chart.png', Buffer.from('no picture\n'));
    assert.deepEqual(await read('chart.png'), { kind: 'output', text: 'no picture\n', images: [] });
  });

  test('a picture of more than 8,000 pixels a side or more than 5 MB in base64 is refused with its size', async () => {
    put('wide.png', pngFile(8001, 10));
    assert.match((await read('wide.png')).text, /too large an image \(8,001 × 10, at most 8,000 a side\)/);
    put('big.png', pngFile(8000, 8000, 3_932_160));
    assert.match((await read('big.png')).text, /too large \(3,932,217 bytes, at most 3,932,160\)/);
    const fits = pngFile(8000, 8000, 3_932_160 - 57);
    put('fits.png', fits);
    assert.equal((await read('fits.png')).images[0]?.base64.length, 5 * 1024 * 1024);
  });
});

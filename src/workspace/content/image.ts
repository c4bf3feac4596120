import type { Image } from '../../core/agent/message.ts';
import { ToolError } from '../../core/agent/tool.ts';
import { countOf } from './fileText.ts';
import { endsWell } from './imageEnd.ts';
import { mediaTypeOf } from './mediaType.ts';

/** The largest picture that model APIs take: 5 MB in base64. */
export const largestImage = (5 * 1024 * 1024 * 3) / 4;
const longestSide = 8000;

/** The kinds of pictures that models can be shown. */
export const imageMediaTypes: readonly Image['mediaType'][] = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
];

/** A picture and one line that says what it is. Throws `ToolError` for one that a model API would refuse. */
export async function readImage(
  bytes: Buffer,
  display: string,
): Promise<{ readonly title: string; readonly image: Image }> {
  const mediaType = imageMediaTypes.find((known) => known === mediaTypeOf(bytes));
  const name = mediaType?.slice('image/'.length).toUpperCase() ?? '';
  // A conversation with a broken picture in it would be refused for good, so that half a file is not shown.
  const size = mediaType && endsWell(mediaType, bytes) ? await sizeOf(bytes) : undefined;
  if (!mediaType || !size) throw new ToolError(`"${display}" begins as a ${name} image, but is damaged.`);
  const sides = `${countOf(size.width)} × ${countOf(size.height)}`;
  if (Math.max(size.width, size.height) > longestSide)
    throw new ToolError(
      `"${display}" is too large an image (${sides}, at most ${countOf(longestSide)} a side).`,
    );
  return {
    title: `[image ${display}: ${name}, ${sides}, ${countOf(bytes.length)} bytes]`,
    image: { mediaType, base64: bytes.toString('base64') },
  };
}

async function sizeOf(
  bytes: Buffer,
): Promise<{ readonly width: number; readonly height: number } | undefined> {
  const { imageSize } = await import('image-size');
  try {
    const { width, height } = imageSize(bytes);
    return width > 0 && height > 0 ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

import type { Bitmap } from "./png.ts";

/** Makes a picture no wider than `width`, each new pixel the mean of those it stands for; a narrower one stays as it is. */
export function shrink(picture: Bitmap, width: number): Bitmap {
  if (picture.width <= width) return picture;
  const scale = picture.width / width;
  const height = Math.max(1, Math.round(picture.height / scale));
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = span(y, picture.height / height, picture.height);
    for (let x = 0; x < width; x++) {
      const [left, right] = span(x, scale, picture.width);
      pixels.set(mean(picture, left, right, top, bottom), (y * width + x) * 3);
    }
  }
  return { width, height, pixels };
}

/** The old pixels from which a new one is made, at least one. */
function span(position: number, scale: number, end: number): readonly [number, number] {
  const from = Math.floor(position * scale);
  return [from, Math.min(end, Math.max(from + 1, Math.floor((position + 1) * scale)))];
}

function mean(picture: Bitmap, left: number, right: number, top: number, bottom: number) {
  let [red, green, blue] = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const at = (y * picture.width + x) * 3;
      red += picture.pixels[at] ?? 0;
      green += picture.pixels[at + 1] ?? 0;
      blue += picture.pixels[at + 2] ?? 0;
    }
  }
  const count = (right - left) * (bottom - top);
  return [red / count, green / count, blue / count].map(Math.round);
}

import { glyphSize, hasDot } from "./font.ts";

/** The picture of a text console: what QEMU shows of 80 by 25 characters. */
export const screenSize = { width: 720, height: 400 } as const;

const columns = 80;
const rows = 25;
const cell = { width: screenSize.width / columns, height: screenSize.height / rows } as const;

/** The grey of a VGA console's letters; all three colours are the same. */
const letters = 0xaa;

/** Draws lines of text as a console shows them: one grey value a pixel, row by row; a line too many pushes the first one out. */
export function drawText(lines: readonly string[]): Uint8Array {
  const pixels = new Uint8Array(screenSize.width * screenSize.height);
  lines.slice(-rows).forEach((line, row) => {
    Array.from(line.slice(0, columns)).forEach((character, column) => draw(pixels, character, column, row));
  });
  return pixels;
}

/** A glyph stands one pixel inside its cell, each dot two pixels wide and high, neighbours overlapping. */
function draw(pixels: Uint8Array, character: string, column: number, row: number): void {
  for (let y = 0; y < glyphSize.height; y++) {
    for (let x = 0; x < glyphSize.width; x++) {
      if (!hasDot(character, x, y)) continue;
      const start = (row * cell.height + 1 + y * 2) * screenSize.width + column * cell.width + 1 + x;
      for (const pixel of [0, 1, screenSize.width, screenSize.width + 1]) pixels[start + pixel] = letters;
    }
  }
}

import { averageInto } from "./figures.ts";
import { type Bitmap, encodePng } from "./png.ts";

/** A line of a plot. */
export interface PlotLine {
  readonly values: readonly (number | undefined)[];
}

const width = 640;
const height = 240;
const margin = 12;

const background = [255, 255, 255] as const;
const gridColour = [228, 228, 228] as const;
const lineColours = [[31, 119, 180], [214, 39, 40], [44, 160, 44], [148, 103, 189]] as const;

/**
 * Draws lines over one another from zero to the largest value, with a grid of quarters, as a PNG.
 *
 * There is no text in the picture: names, units and numbers stand beside it, in the order of the colours blue, red, green,
 * purple.
 */
export async function plotPng(lines: readonly PlotLine[], top: number): Promise<Uint8Array> {
  const bitmap: Bitmap = { width, height, pixels: new Uint8Array(width * height * 3).fill(255) };
  drawGrid(bitmap);
  lines.forEach(({ values }, index) =>
    drawLine(bitmap, values, top, lineColours[index % lineColours.length] ?? background)
  );
  return await encodePng(bitmap);
}

type Colour = readonly [number, number, number];

function drawGrid(bitmap: Bitmap): void {
  for (let quarter = 0; quarter <= 4; quarter++) {
    const y = margin + Math.round(quarter * (height - 2 * margin - 1) / 4);
    const x = margin + Math.round(quarter * (width - 2 * margin - 1) / 4);
    for (let column = margin; column < width - margin; column++) setPixel(bitmap, column, y, gridColour);
    for (let row = margin; row < height - margin; row++) setPixel(bitmap, x, row, gridColour);
  }
}

function drawLine(
  bitmap: Bitmap,
  values: readonly (number | undefined)[],
  top: number,
  colour: Colour,
): void {
  const plotWidth = width - 2 * margin;
  const plotHeight = height - 2 * margin - 1;
  // Fewer values than pixels are spread out, more are averaged.
  const columns = values.length >= plotWidth ? averageInto(values, plotWidth) : values;
  let before: { readonly x: number; readonly y: number } | undefined;
  columns.forEach((value, index) => {
    if (value === undefined) {
      before = undefined;
      return;
    }
    const share = top <= 0 ? 0 : Math.min(1, Math.max(0, value) / top);
    const x = margin + Math.round(index * (plotWidth - 1) / Math.max(1, columns.length - 1));
    const y = margin + plotHeight - Math.round(share * plotHeight);
    drawStroke(bitmap, before ?? { x, y }, { x, y }, colour);
    before = { x, y };
  });
}

function drawStroke(
  bitmap: Bitmap,
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  colour: Colour,
): void {
  const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
  for (let step = 0; step <= steps; step++) {
    const x = Math.round(from.x + (to.x - from.x) * step / steps);
    const y = Math.round(from.y + (to.y - from.y) * step / steps);
    setPixel(bitmap, x, y, colour);
    setPixel(bitmap, x, y + 1, colour);
  }
}

function setPixel({ pixels }: Bitmap, x: number, y: number, colour: Colour): void {
  if (x < 0 || x >= width || y < 0 || y >= height) return;
  pixels.set(colour, (y * width + x) * 3);
}

import { vjp } from "cotangent";

/** Red, green and blue from hue (in degrees), saturation and lightness. */
export function rgb(h: number, s: number, l: number): [number, number, number] {
  const c = (1 - Math.abs(2 * l - 1)) * s;
  const sector = h / 60;
  const x = c * (1 - Math.abs((sector % 2) - 1));
  let r = 0;
  let g = 0;
  let b = 0;
  switch (Math.floor(sector)) {
    case 0:
      r = c;
      g = x;
      break;
    case 1:
      r = x;
      g = c;
      break;
    case 2:
      g = c;
      b = x;
      break;
    case 3:
      g = x;
      b = c;
      break;
    case 4:
      r = x;
      b = c;
      break;
    default:
      r = c;
      b = x;
  }
  const m = l - c / 2;
  return [r + m, g + m, b + m];
}

export const pull = vjp(rgb);

rgb(90, 1, 0.25); // [0.25, 0.5, 0]
rgb(210, 0.5, 0.25); // [0.125, 0.25, 0.375]
pull(90, 1, 0.25)[1]([1, 0, 0]); // [-1 / 120, 0, 1]

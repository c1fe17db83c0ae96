interface RgbTape {
  floor: number;
  saved: number;
  saved_1: number;
  s: number;
}

function rgb_vjp_pullback(tape: RgbTape, y_b: number[]): [number, number, number] {
  expectNumbers("vjp(rgb)", "the cotangent", y_b, 3);
  const { floor, saved, saved_1, s } = tape;
  const y2_b = y_b[2];
  let x_b = y_b[1];
  const y0_b = y_b[0];

  // return [r + m, g + m, b + m]
  const m_b = y2_b + x_b + y0_b;
  // const m = l - c / 2
  const t = m_b / 2;
  let c_b: number;
  switch (floor) {
    case 0:
      c_b = y0_b - t;
      break;
    case 1:
      c_b = x_b - t;
      x_b = y0_b;
      break;
    case 2:
      c_b = x_b - t;
      x_b = y2_b;
      break;
    case 3:
      c_b = y2_b - t;
      break;
    case 4:
      c_b = y2_b - t;
      x_b = y0_b;
      break;
    default:
      c_b = y0_b - t;
      x_b = y2_b;
  }
  // const x = c * (1 - Math.abs((sector % 2) - 1))
  c_b += x_b * (1 - Math.abs(saved));
  // const c = (1 - Math.abs(2 * l - 1)) * s
  const t1 = 1 - Math.abs(saved_1);
  return [-x_b * (t1 * s) * Math.sign(saved) / 60, c_b * t1, m_b - c_b * s * Math.sign(saved_1) * 2];
}

export function rgb_vjp(
  h: number,
  s: number,
  l: number,
): [number[], (y_b: number[]) => [number, number, number]] {
  expectNumber("vjp(rgb)", "h", h);
  expectNumber("vjp(rgb)", "s", s);
  expectNumber("vjp(rgb)", "l", l);
  const t = 2 * l - 1;
  const c = (1 - Math.abs(t)) * s;
  const sector = h / 60;
  const t1 = (sector % 2) - 1;
  let g = c * (1 - Math.abs(t1));
  const floor = Math.floor(sector);
  let r: number;
  let b: number;
  switch (floor) {
    case 0:
      r = c;
      b = 0;
      break;
    case 1:
      r = g;
      g = c;
      b = 0;
      break;
    case 2:
      r = 0;
      b = g;
      g = c;
      break;
    case 3:
      r = 0;
      b = c;
      break;
    default:
      if (floor === 4) {
        r = g;
        b = c;
      } else {
        r = c;
        b = g;
      }
      g = 0;
  }
  const m = l - c / 2;
  const tape = { floor, saved: t1, saved_1: t, s };
  return [[r + m, g + m, b + m], (y_b: number[]) => rgb_vjp_pullback(tape, y_b)];
}

/** Fourier transforms in place, of real and imaginary parts. */

/** Of a length that is a power of two: numbers in the order of their reversed bits, then sums of ever more of them. */
export function powersOfTwo(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      const [x, y] = [re[i], im[i]];
      re[i] = re[j];
      im[i] = im[j];
      re[j] = x;
      im[j] = y;
    }
  }
  const half = n >> 1;
  const cos = new Float64Array(half);
  const sin = new Float64Array(half);
  for (let k = 0; k < half; k++) {
    cos[k] = Math.cos((2 * Math.PI * k) / n);
    sin[k] = -Math.sin((2 * Math.PI * k) / n);
  }
  for (let width = 1; width < n; width *= 2) {
    const step = half / width;
    for (let start = 0; start < n; start += 2 * width)
      for (let k = 0, p = start, at = 0; k < width; k++, p++, at += step) {
        const q = p + width;
        const x = cos[at] * re[q] - sin[at] * im[q];
        const y = cos[at] * im[q] + sin[at] * re[q];
        re[q] = re[p] - x;
        im[q] = im[p] - y;
        re[p] += x;
        im[p] += y;
      }
  }
}

/** Of any length: `j k = (j^2 + k^2 - (k - j)^2) / 2`, so that it is a convolution with a chirp, of a power of two at least twice as long. */
export function chirp(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const cos = new Float64Array(n);
  const sin = new Float64Array(n);
  // The square modulo 2 n, as the cosine of a large number is inaccurate.
  for (let k = 0, square = 0; k < n; k++) {
    cos[k] = Math.cos((Math.PI * square) / n);
    sin[k] = -Math.sin((Math.PI * square) / n);
    square = (square + 2 * k + 1) % (2 * n);
  }
  const [a, b] = [new Float64Array(size), new Float64Array(size)];
  const [c, d] = [new Float64Array(size), new Float64Array(size)];
  for (let k = 0; k < n; k++) {
    a[k] = re[k] * cos[k] - im[k] * sin[k];
    b[k] = re[k] * sin[k] + im[k] * cos[k];
    const mirrored = (size - k) % size;
    c[k] = cos[k];
    c[mirrored] = cos[k];
    d[k] = -sin[k];
    d[mirrored] = -sin[k];
  }
  powersOfTwo(a, b);
  powersOfTwo(c, d);
  for (let k = 0; k < size; k++) {
    const x = a[k] * c[k] - b[k] * d[k];
    const y = a[k] * d[k] + b[k] * c[k];
    // Exchanged: the transform of that is the inverse one.
    a[k] = y;
    b[k] = x;
  }
  powersOfTwo(a, b);
  for (let k = 0; k < n; k++) {
    const [x, y] = [b[k] / size, a[k] / size];
    re[k] = x * cos[k] - y * sin[k];
    im[k] = x * sin[k] + y * cos[k];
  }
}

/**
 * @license Apache-2.0
 *
 * @stdlib/math-base-special-gamma 0.3.1, Copyright (c) 2018, 2024 The Stdlib Authors.
 * Changed: written as one module by runtime/scripts/vendor-stdlib.js. LICENSE and NOTICE are beside its source.
 *
 * The original C code, long comment, copyright, license, and constants are from [Cephes]{@link http://www.netlib.org/cephes}. The implementation follows the original, but has been modified for JavaScript.
 *
 * Copyright 1984, 1987, 1989, 1992, 2000 by Stephen L. Moshier
 *
 * Some software in this archive may be from the book _Methods and Programs for Mathematical Functions_ (Prentice-Hall or Simon & Schuster International, 1989) or from the Cephes Mathematical Library, a commercial product. In either event, it is copyrighted by the author. What you see here may be used freely but it comes with no support or guarantee.
 *
 * Stephen L. Moshier
 * moshier@na-net.ornl.gov
 *
 * The original C code, copyright, license, and constants are from [Cephes]{@link http://www.netlib.org/cephes}. The implementation follows the original, but has been modified for JavaScript.
 *
 * Copyright 1984, 1987, 1989, 1992, 2000 by Stephen L. Moshier
 *
 * Some software in this archive may be from the book _Methods and Programs for Mathematical Functions_ (Prentice-Hall or Simon & Schuster International, 1989) or from the Cephes Mathematical Library, a commercial product. In either event, it is copyrighted by the author. What you see here may be used freely but it comes with no support or guarantee.
 *
 * Stephen L. Moshier
 * moshier@na-net.ornl.gov
 */
function isInteger(x: number) {
  return Math.floor(x) === x;
}

var FLOAT64_NINF = Number.NEGATIVE_INFINITY;

function isNegativeZero(x: number) {
  return x === 0 && 1 / x === FLOAT64_NINF;
}

var FLOAT64_PINF = Number.POSITIVE_INFINITY;

var PI = 3.141592653589793;

var SQRT_TWO_PI = 2.5066282746310007;

function evalpoly(x: number) {
  if (x === 0) {
    return 0.08333333333334822;
  }
  return 0.08333333333334822 + x * (0.0034722222160545866 + x * (-0.0026813261780578124 + x * (-22954996161337813e-20 + x * 7873113957930937e-19)));
}

var MAX_STIRLING = 143.01608;
function gamma(x: number) {
  var w;
  var y;
  var v;
  w = 1 / x;
  w = 1 + w * evalpoly(w);
  y = Math.exp(x);
  if (x > MAX_STIRLING) {
    v = Math.pow(x, 0.5 * x - 0.25);
    y = v * (v / y);
  } else {
    y = Math.pow(x, x - 0.5) / y;
  }
  return SQRT_TWO_PI * y * w;
}

var EULERGAMMA = 0.5772156649015329;

function gamma2(x: number, z: number) {
  return z / ((1 + EULERGAMMA * x) * x);
}

function evalrational(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return 1;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = 1 + x * (0.4942148268014971 + x * (0.20744822764843598 + x * (0.04763678004571372 + x * (0.010421379756176158 + x * (0.0011913514700658638 + x * (16011952247675185e-20 + x * 0))))));
    s2 = 1 + x * (0.0714304917030273 + x * (-0.23459179571824335 + x * (0.035823639860549865 + x * (0.011813978522206043 + x * (-0.004456419138517973 + x * (5396055804933034e-19 + x * -23158187332412014e-21))))));
  } else {
    x = 1 / x;
    s1 = 0 + x * (16011952247675185e-20 + x * (0.0011913514700658638 + x * (0.010421379756176158 + x * (0.04763678004571372 + x * (0.20744822764843598 + x * (0.4942148268014971 + x * 1))))));
    s2 = -23158187332412014e-21 + x * (5396055804933034e-19 + x * (-0.004456419138517973 + x * (0.011813978522206043 + x * (0.035823639860549865 + x * (-0.23459179571824335 + x * (0.0714304917030273 + x * 1))))));
  }
  return s1 / s2;
}

function gamma3(x: number): number {
  var sign;
  var q;
  var p;
  var z;
  if (isInteger(x) && x < 0 || x === FLOAT64_NINF || Number.isNaN(x)) {
    return NaN;
  }
  if (x === 0) {
    if (isNegativeZero(x)) {
      return FLOAT64_NINF;
    }
    return FLOAT64_PINF;
  }
  if (x > 171.61447887182297) {
    return FLOAT64_PINF;
  }
  if (x < -170.5674972726612) {
    return 0;
  }
  q = Math.abs(x);
  if (q > 33) {
    if (x >= 0) {
      return gamma(x);
    }
    p = Math.floor(q);
    if ((p & 1) === 0) {
      sign = -1;
    } else {
      sign = 1;
    }
    z = q - p;
    if (z > 0.5) {
      p += 1;
      z = q - p;
    }
    z = q * Math.sin(PI * z);
    return sign * PI / (Math.abs(z) * gamma(q));
  }
  z = 1;
  while (x >= 3) {
    x -= 1;
    z *= x;
  }
  while (x < 0) {
    if (x > -1e-9) {
      return gamma2(x, z);
    }
    z /= x;
    x += 1;
  }
  while (x < 2) {
    if (x < 1e-9) {
      return gamma2(x, z);
    }
    z /= x;
    x += 1;
  }
  if (x === 2) {
    return z;
  }
  x -= 2;
  return z * evalrational(x);
}
export {
  gamma3 as default
};

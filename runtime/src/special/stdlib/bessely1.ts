/**
 * @license Apache-2.0
 *
 * @stdlib/math-base-special-bessely1 0.3.1, Copyright (c) 2018, 2025 The Stdlib Authors.
 * Changed: written as one module by runtime/scripts/vendor-stdlib.js. LICENSE and NOTICE are beside its source.
 *
 * The original C++ code and copyright notice are from the [Boost library]{@link https://github.com/boostorg/math/blob/develop/include/boost/math/special_functions/detail/bessel_y1.hpp}. The implementation has been modified for JavaScript.
 *
 * Copyright Xiaogang Zhang, 2006.
 *
 * Use, modification and distribution are subject to the
 * Boost Software License, Version 1.0. (See accompanying file
 * LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
 */
var PI = 3.141592653589793;

var SQRT_PI = 1.772453850905516;

var FLOAT64_NINF = Number.NEGATIVE_INFINITY;

var FLOAT64_PINF = Number.POSITIVE_INFINITY;

import besselj1 from "./besselj1.js";

function evalrational(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return 0.13187550549740895;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = 4053572661257955e-2 + x * (5470861171652543e-3 + x * (-375959744978196e-3 + x * (7214454821450256e-6 + x * (-591574799974084e-7 + x * (221579.5322228026 + x * -317.1442466004613)))));
    s2 = 3073787392107929e-1 + x * (4127228620040646e-3 + x * (27800352738690586e-6 + x * (12250435122182964e-8 + x * (381364.70753052575 + x * (820.7990816839387 + x * 1)))));
  } else {
    x = 1 / x;
    s1 = -317.1442466004613 + x * (221579.5322228026 + x * (-591574799974084e-7 + x * (7214454821450256e-6 + x * (-375959744978196e-3 + x * (5470861171652543e-3 + x * 4053572661257955e-2)))));
    s2 = 1 + x * (820.7990816839387 + x * (381364.70753052575 + x * (12250435122182964e-8 + x * (27800352738690586e-6 + x * (4127228620040646e-3 + x * 3073787392107929e-1)))));
  }
  return s1 / s2;
}

function evalrational2(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return 0.021593919914419626;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = 11514276357909012e3 + x * (-5680809457472421e3 + x * (-23638408497043136 + x * (40686275289804745e-1 + x * (-59530713129741984e-3 + x * (3745367396243849e-4 + x * (-11957961912070618e-7 + x * (1.9153806858264203e6 + x * -1233.7180442012952)))))));
    s2 = 5332184431331618e5 + x * (5696819882285718e3 + x * (30837179548112880 + x * (1118701006585697e-1 + x * (30221766852960406e-5 + x * (6355031808708892e-7 + x * (1.0453748201934079e6 + x * (1285.516484932161 + x * 1)))))));
  } else {
    x = 1 / x;
    s1 = -1233.7180442012952 + x * (1.9153806858264203e6 + x * (-11957961912070618e-7 + x * (3745367396243849e-4 + x * (-59530713129741984e-3 + x * (40686275289804745e-1 + x * (-23638408497043136 + x * (-5680809457472421e3 + x * 11514276357909012e3)))))));
    s2 = 1 + x * (1285.516484932161 + x * (1.0453748201934079e6 + x * (6355031808708892e-7 + x * (30221766852960406e-5 + x * (1118701006585697e-1 + x * (30837179548112880 + x * (5696819882285718e3 + x * 5332184431331618e5)))))));
  }
  return s1 / s2;
}

function evalrational3(x: number) {
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
    s1 = -4435757816794128e-9 + x * (-9942246505077641e-9 + x * (-6603373248364939e-9 + x * (-1.5235293511811374e6 + x * (-109824.05543459347 + x * (-1611.6166443246102 + x * 0)))));
    s2 = -4435757816794128e-9 + x * (-9934124389934586e-9 + x * (-6.5853394797230875e6 + x * (-1.5118095066341609e6 + x * (-107263.8599110382 + x * (-1455.0094401904962 + x * 1)))));
  } else {
    x = 1 / x;
    s1 = 0 + x * (-1611.6166443246102 + x * (-109824.05543459347 + x * (-1.5235293511811374e6 + x * (-6603373248364939e-9 + x * (-9942246505077641e-9 + x * -4435757816794128e-9)))));
    s2 = 1 + x * (-1455.0094401904962 + x * (-107263.8599110382 + x * (-1.5118095066341609e6 + x * (-6.5853394797230875e6 + x * (-9934124389934586e-9 + x * -4435757816794128e-9)))));
  }
  return s1 / s2;
}

function evalrational4(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return 0.046875;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = 33220.913409857225 + x * (85145.1606753357 + x * (66178.83658127084 + x * (18494.262873223866 + x * (1706.375429020768 + x * (35.26513384663603 + x * 0)))));
    s2 = 708712.8194102874 + x * (1.8194580422439973e6 + x * (1419460669603721e-9 + x * (400294.43582266977 + x * (37890.2297457722 + x * (863.8367769604992 + x * 1)))));
  } else {
    x = 1 / x;
    s1 = 0 + x * (35.26513384663603 + x * (1706.375429020768 + x * (18494.262873223866 + x * (66178.83658127084 + x * (85145.1606753357 + x * 33220.913409857225)))));
    s2 = 1 + x * (863.8367769604992 + x * (37890.2297457722 + x * (400294.43582266977 + x * (1419460669603721e-9 + x * (1.8194580422439973e6 + x * 708712.8194102874)))));
  }
  return s1 / s2;
}

var ONE_DIV_SQRT_PI = 1 / SQRT_PI;
var TWO_DIV_PI = 2 / PI;
var x1 = 2.197141326031017;
var x2 = 5.429681040794135;
var x11 = 562;
var x12 = 0.001828826031017035;
var x21 = 1390;
var x22 = -6459205864867228e-21;
var sc = [0, 0];
function y1(x: number): number {
  var rc;
  var rs;
  var y2;
  var r;
  var y;
  var z;
  var f;
  if (x < 0) {
    return NaN;
  }
  if (x === 0) {
    return FLOAT64_NINF;
  }
  if (x === FLOAT64_PINF) {
    return 0;
  }
  if (x <= 4) {
    y = x * x;
    z = Math.log(x / x1) * besselj1(x) * TWO_DIV_PI;
    r = evalrational(y);
    f = (x + x1) * (x - x11 / 256 - x12) / x;
    return z + f * r;
  }
  if (x <= 8) {
    y = x * x;
    z = Math.log(x / x2) * besselj1(x) * TWO_DIV_PI;
    r = evalrational2(y);
    f = (x + x2) * (x - x21 / 256 - x22) / x;
    return z + f * r;
  }
  y = 8 / x;
  y2 = y * y;
  rc = evalrational3(y2);
  rs = evalrational4(y2);
  f = ONE_DIV_SQRT_PI / Math.sqrt(x);
  sc[0] = Math.sin(x);
  sc[1] = Math.cos(x);
  return f * (y * rs * (sc[0] - sc[1]) - rc * (sc[0] + sc[1]));
}
export {
  y1 as default
};

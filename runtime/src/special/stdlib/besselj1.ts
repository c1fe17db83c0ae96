/**
 * @license Apache-2.0
 *
 * @stdlib/math-base-special-besselj1 0.3.1, Copyright (c) 2018, 2024 The Stdlib Authors.
 * Changed: written as one module by runtime/scripts/vendor-stdlib.js. LICENSE and NOTICE are beside its source.
 *
 * The original C++ code and copyright notice are from the [Boost library]{@link https://www.boost.org/doc/libs/1_85_0/boost/math/special_functions/detail/bessel_j1.hpp}. The implementation has been modified for JavaScript.
 *
 * Copyright Xiaogang Zhang, 2006.
 *
 * Use, modification and distribution are subject to the
 * Boost Software License, Version 1.0. (See accompanying file
 * LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
 */
var FLOAT64_PINF = Number.POSITIVE_INFINITY;

var SQRT_PI = 1.772453850905516;

function evalrational(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return -0.03405537391318949;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = -14258509801366644e-5 + x * (667810412614924e-5 + x * (-11548696764841276e-8 + x * (980629.0409895825 + x * (-4461.579298277507 + x * (10.650724020080236 + x * -0.010767857011487301)))));
    s2 = 41868604460820176e-4 + x * (4209190228258013e-5 + x * (20228375140097034e-8 + x * (591176.1449417479 + x * (1074.227223951738 + x * (1 + x * 0)))));
  } else {
    x = 1 / x;
    s1 = -0.010767857011487301 + x * (10.650724020080236 + x * (-4461.579298277507 + x * (980629.0409895825 + x * (-11548696764841276e-8 + x * (667810412614924e-5 + x * -14258509801366644e-5)))));
    s2 = 0 + x * (1 + x * (1074.227223951738 + x * (591176.1449417479 + x * (20228375140097034e-8 + x * (4209190228258013e-5 + x * 41868604460820176e-4)))));
  }
  return s1 / s2;
}

function evalrational2(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return -0.010158790774176108;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = -17527881995806512 + x * (16608531731299018e-1 + x * (-36658018905416664e-3 + x * (3558066567091062e-4 + x * (-18113931269860668e-7 + x * (5079326614801118e-9 + x * (-7502.334222078161 + x * 4.6179191852758255))))));
    s2 = 1725390588844768e3 + x * (17128800897135812 + x * (8489934616548142e-2 + x * (27622777286244086e-5 + x * (6487250289959639e-7 + x * (1.1267125065029138e6 + x * (1388.6978985861358 + x * 1))))));
  } else {
    x = 1 / x;
    s1 = 4.6179191852758255 + x * (-7502.334222078161 + x * (5079326614801118e-9 + x * (-18113931269860668e-7 + x * (3558066567091062e-4 + x * (-36658018905416664e-3 + x * (16608531731299018e-1 + x * -17527881995806512))))));
    s2 = 1 + x * (1388.6978985861358 + x * (1.1267125065029138e6 + x * (6487250289959639e-7 + x * (27622777286244086e-5 + x * (8489934616548142e-2 + x * (17128800897135812 + x * 1725390588844768e3))))));
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

var x1 = 3.8317059702075125;
var x2 = 7.015586669815619;
var x11 = 981;
var x12 = -3252797924876844e-19;
var x21 = 1796;
var x22 = -38330184381246464e-21;
var sc = [0, 0];
function j1(x: number): number {
  var value;
  var rc;
  var rs;
  var y2;
  var r;
  var y;
  var f;
  var w;
  w = Math.abs(x);
  if (x === 0) {
    return 0;
  }
  if (w === FLOAT64_PINF) {
    return 0;
  }
  if (w <= 4) {
    y = x * x;
    r = evalrational(y);
    f = w * (w + x1) * (w - x11 / 256 - x12);
    value = f * r;
  } else if (w <= 8) {
    y = x * x;
    r = evalrational2(y);
    f = w * (w + x2) * (w - x21 / 256 - x22);
    value = f * r;
  } else {
    y = 8 / w;
    y2 = y * y;
    rc = evalrational3(y2);
    rs = evalrational4(y2);
    f = 1 / (Math.sqrt(w) * SQRT_PI);
    sc[0] = Math.sin(w);
    sc[1] = Math.cos(w);
    value = f * (rc * (sc[0] - sc[1]) + y * rs * (sc[0] + sc[1]));
  }
  if (x < 0) {
    value *= -1;
  }
  return value;
}
export {
  j1 as default
};

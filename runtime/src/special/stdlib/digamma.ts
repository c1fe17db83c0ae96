/**
 * @license Apache-2.0
 *
 * @stdlib/math-base-special-digamma 0.3.1, Copyright (c) 2018, 2024 The Stdlib Authors.
 * Changed: written as one module by runtime/scripts/vendor-stdlib.js. LICENSE and NOTICE are beside its source.
 *
 * The original C++ code and copyright notice are from the [Boost library]{@link https://www.boost.org/doc/libs/1_85_0/boost/math/special_functions/digamma.hpp}. The implementation follows the original but has been modified for JavaScript.
 *
 * (C) Copyright John Maddock 2006.
 *
 * Use, modification and distribution are subject to the
 * Boost Software License, Version 1.0. (See accompanying file
 * LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
 *
 * The original C++ code and copyright notice are from the [Boost library]{@link http://www.boost.org/doc/libs/1_53_0/libs/math/doc/sf_and_dist/html/math_toolkit/special/sf_gamma/digamma.html}. The implementation follows the original but has been modified for JavaScript.
 *
 * (C) Copyright John Maddock 2006.
 *
 * Use, modification and distribution are subject to the
 * Boost Software License, Version 1.0. (See accompanying file
 * LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
 */
var PI = 3.141592653589793;

function evalpoly(x: number) {
  if (x === 0) {
    return 0.08333333333333333;
  }
  return 0.08333333333333333 + x * (-0.008333333333333333 + x * (0.003968253968253968 + x * (-0.004166666666666667 + x * (0.007575757575757576 + x * (-0.021092796092796094 + x * (0.08333333333333333 + x * -0.4432598039215686))))));
}

function digamma(x: number) {
  var y;
  var z;
  x -= 1;
  y = Math.log(x) + 1 / (2 * x);
  z = 1 / (x * x);
  return y - z * evalpoly(z);
}

function evalrational(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return 0.25479851061131553;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = 0.25479851061131553 + x * (-0.3255503118680449 + x * (-0.6503185377089651 + x * (-0.28919126444774784 + x * (-0.04525132144873906 + x * (-0.002071332116774595 + x * 0)))));
    s2 = 1 + x * (2.076711702373047 + x * (1.4606242909763516 + x * (0.43593529692665967 + x * (0.054151797245674226 + x * (0.0021284987017821146 + x * -5578984132167551e-22)))));
  } else {
    x = 1 / x;
    s1 = 0 + x * (-0.002071332116774595 + x * (-0.04525132144873906 + x * (-0.28919126444774784 + x * (-0.6503185377089651 + x * (-0.3255503118680449 + x * 0.25479851061131553)))));
    s2 = -5578984132167551e-22 + x * (0.0021284987017821146 + x * (0.054151797245674226 + x * (0.43593529692665967 + x * (1.4606242909763516 + x * (2.076711702373047 + x * 1)))));
  }
  return s1 / s2;
}

var root1 = 1569415565 / 1073741824;
var root2 = 381566830 / 1073741824 / 1073741824;
var root3 = 9016312093258695e-35;
var Y = 0.9955816268920898;
function digamma2(x: number) {
  var g;
  var r;
  g = x - root1;
  g -= root2;
  g -= root3;
  r = evalrational(x - 1);
  return g * Y + g * r;
}

var MIN_SAFE_ASYMPTOTIC = 10;
function digamma3(x: number): number {
  var rem;
  var tmp;
  if (Number.isNaN(x) || x === 0) {
    return NaN;
  }
  if (x <= -1) {
    x = 1 - x;
    rem = x - Math.floor(x);
    if (rem > 0.5) {
      rem -= 1;
    }
    if (rem === 0) {
      return NaN;
    }
    tmp = PI / Math.tan(PI * rem);
  } else {
    tmp = 0;
  }
  if (x >= MIN_SAFE_ASYMPTOTIC) {
    tmp += digamma(x);
    return tmp;
  }
  while (x > 2) {
    x -= 1;
    tmp += 1 / x;
  }
  while (x < 1) {
    tmp -= 1 / x;
    x += 1;
  }
  tmp += digamma2(x);
  return tmp;
}
export {
  digamma3 as default
};

/**
 * @license Apache-2.0
 *
 * @stdlib/math-base-special-besselj0 0.3.1, Copyright (c) 2018, 2024 The Stdlib Authors.
 * Changed: written as one module by runtime/scripts/vendor-stdlib.js. LICENSE and NOTICE are beside its source.
 *
 * The original C++ code and copyright notice are from the [Boost library]{@link https://github.com/boostorg/math/blob/develop/include/boost/math/special_functions/detail/bessel_j0.hpp}. The implementation has been modified for JavaScript.
 *
 * Copyright Xiaogang Zhang, 2006.
 *
 * Use, modification and distribution are subject to the
 * Boost Software License, Version 1.0. (See accompanying file
 * LICENSE or copy at http://www.boost.org/LICENSE_1_0.txt)
 */
var FLOAT64_PINF = Number.POSITIVE_INFINITY;

function evalrational(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return -0.17291506903064494;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = -4129866850099087e-4 + x * (2728250787860594e-5 + x * (-6214070042354012e-7 + x * (663029979048338e-8 + x * (-36629.81465510709 + x * (103.44222815443189 + x * -0.12117036164593528)))));
    s2 = 2388378799633229e-3 + x * (2632819830085965e-5 + x * (13985097372263435e-8 + x * (456126.9622421994 + x * (936.1402239233771 + x * (1 + x * 0)))));
  } else {
    x = 1 / x;
    s1 = -0.12117036164593528 + x * (103.44222815443189 + x * (-36629.81465510709 + x * (663029979048338e-8 + x * (-6214070042354012e-7 + x * (2728250787860594e-5 + x * -4129866850099087e-4)))));
    s2 = 0 + x * (1 + x * (936.1402239233771 + x * (456126.9622421994 + x * (13985097372263435e-8 + x * (2632819830085965e-5 + x * 2388378799633229e-3)))));
  }
  return s1 / s2;
}

function evalrational2(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return 0.005119512965174424;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = -1831.9397969392085 + x * (-12254.07816137899 + x * (-7287.970246446462 + x * (10341.910641583727 + x * (11725.046279757104 + x * (4417.670702532509 + x * (743.2119668062425 + x * 48.5917033559165))))));
    s2 = -357834.78026152303 + x * (245991.0226258631 + x * (-84055.06259116957 + x * (18680.99000835919 + x * (-2945.876654550934 + x * (333.07310774649073 + x * (-25.258076240801554 + x * 1))))));
  } else {
    x = 1 / x;
    s1 = 48.5917033559165 + x * (743.2119668062425 + x * (4417.670702532509 + x * (11725.046279757104 + x * (10341.910641583727 + x * (-7287.970246446462 + x * (-12254.07816137899 + x * -1831.9397969392085))))));
    s2 = 1 + x * (-25.258076240801554 + x * (333.07310774649073 + x * (-2945.876654550934 + x * (18680.99000835919 + x * (-84055.06259116957 + x * (245991.0226258631 + x * -357834.78026152303))))));
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
    s1 = 22779.090197304686 + x * (41345.38663958076 + x * (21170.523380864943 + x * (3480.648644324927 + x * (153.76201909008356 + x * 0.8896154842421046))));
    s2 = 22779.090197304686 + x * (41370.41249551042 + x * (21215.350561880117 + x * (3502.8735138235606 + x * (157.11159858080893 + x * 1))));
  } else {
    x = 1 / x;
    s1 = 0.8896154842421046 + x * (153.76201909008356 + x * (3480.648644324927 + x * (21170.523380864943 + x * (41345.38663958076 + x * 22779.090197304686))));
    s2 = 1 + x * (157.11159858080893 + x * (3502.8735138235606 + x * (21215.350561880117 + x * (41370.41249551042 + x * 22779.090197304686))));
  }
  return s1 / s2;
}

function evalrational4(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return -0.015625;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = -89.22660020080009 + x * (-185.91953644342993 + x * (-111.83429920482737 + x * (-22.300261666214197 + x * (-1.244102674583564 + x * -0.008803330304868075))));
    s2 = 5710.502412851206 + x * (11951.131543434614 + x * (7264.278016921102 + x * (1488.7231232283757 + x * (90.59376959499312 + x * 1))));
  } else {
    x = 1 / x;
    s1 = -0.008803330304868075 + x * (-1.244102674583564 + x * (-22.300261666214197 + x * (-111.83429920482737 + x * (-185.91953644342993 + x * -89.22660020080009))));
    s2 = 1 + x * (90.59376959499312 + x * (1488.7231232283757 + x * (7264.278016921102 + x * (11951.131543434614 + x * 5710.502412851206))));
  }
  return s1 / s2;
}

var ONE_DIV_SQRT_PI = 0.5641895835477563;
var x1 = 2.404825557695773;
var x2 = 5.520078110286311;
var x11 = 616;
var x12 = -0.0014244423042272315;
var x21 = 1413;
var x22 = 5468602863106496e-19;
var sc = [0, 0];
function j0(x: number): number {
  var rc;
  var rs;
  var y2;
  var r;
  var y;
  var f;
  if (x < 0) {
    x = -x;
  }
  if (x === FLOAT64_PINF) {
    return 0;
  }
  if (x === 0) {
    return 1;
  }
  if (x <= 4) {
    y = x * x;
    r = evalrational(y);
    f = (x + x1) * (x - x11 / 256 - x12);
    return f * r;
  }
  if (x <= 8) {
    y = 1 - x * x / 64;
    r = evalrational2(y);
    f = (x + x2) * (x - x21 / 256 - x22);
    return f * r;
  }
  y = 8 / x;
  y2 = y * y;
  rc = evalrational3(y2);
  rs = evalrational4(y2);
  f = ONE_DIV_SQRT_PI / Math.sqrt(x);
  sc[0] = Math.sin(x);
  sc[1] = Math.cos(x);
  return f * (rc * (sc[1] + sc[0]) - y * rs * (sc[0] - sc[1]));
}
export {
  j0 as default
};

/**
 * @license Apache-2.0
 *
 * @stdlib/math-base-special-bessely0 0.3.1, Copyright (c) 2018, 2024 The Stdlib Authors.
 * Changed: written as one module by runtime/scripts/vendor-stdlib.js. LICENSE and NOTICE are beside its source.
 *
 * The original C++ code and copyright notice are from the [Boost library]{@link https://www.boost.org/doc/libs/1_85_0/boost/math/special_functions/detail/bessel_y0.hpp}. The implementation has been modified for JavaScript.
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

import besselj0 from "./besselj0.js";

function evalrational(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return 0.18214429522164177;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = 10723538782003177e-5 + x * (-837162554512605e-5 + x * (2042227435737662e-7 + x * (-212875484744018e-8 + x * (10102.532948020907 + x * -18.402381979244993))));
    s2 = 5887386573899703e-4 + x * (8161718777729036e-6 + x * (55662956624278255e-9 + x * (238893.93209447255 + x * (664.7598668924019 + x * 1))));
  } else {
    x = 1 / x;
    s1 = -18.402381979244993 + x * (10102.532948020907 + x * (-212875484744018e-8 + x * (2042227435737662e-7 + x * (-837162554512605e-5 + x * 10723538782003177e-5))));
    s2 = 1 + x * (664.7598668924019 + x * (238893.93209447255 + x * (55662956624278255e-9 + x * (8161718777729036e-6 + x * 5887386573899703e-4))));
  }
  return s1 / s2;
}

function evalrational2(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return -0.051200622130023854;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = -2221397696756619e-2 + x * (-5510743520672264e-4 + x * (4360009863860306e-5 + x * (-6959043939461962e-7 + x * (4690528861167863e-9 + x * (-14566.865832663636 + x * 17.427031242901595)))));
    s2 = 4338614658070726e-1 + x * (5426682441941234e-3 + x * (3401510384997124e-5 + x * (1396020277098683e-7 + x * (406699.82352539554 + x * (830.3085761207029 + x * 1)))));
  } else {
    x = 1 / x;
    s1 = 17.427031242901595 + x * (-14566.865832663636 + x * (4690528861167863e-9 + x * (-6959043939461962e-7 + x * (4360009863860306e-5 + x * (-5510743520672264e-4 + x * -2221397696756619e-2)))));
    s2 = 1 + x * (830.3085761207029 + x * (406699.82352539554 + x * (1396020277098683e-7 + x * (3401510384997124e-5 + x * (5426682441941234e-3 + x * 4338614658070726e-1)))));
  }
  return s1 / s2;
}

function evalrational3(x: number) {
  var ax;
  var s1;
  var s2;
  if (x === 0) {
    return -0.023356489432789604;
  }
  if (x < 0) {
    ax = -x;
  } else {
    ax = x;
  }
  if (ax <= 1) {
    s1 = -8072872690515021 + x * (6701664186917324e-1 + x * (-12829912364088687e-5 + x * (-19363051266772083e-5 + x * (21958827170518103e-7 + x * (-10085539923498211e-9 + x * (21363.5341693139 + x * -17.439661319197498))))));
    s2 = 345637246288464600 + x * (3927242556964031 + x * (225983779240429e-1 + x * (8692612110420982e-5 + x * (24727219475672302e-8 + x * (539247.3920976806 + x * (879.0336216812844 + x * 1))))));
  } else {
    x = 1 / x;
    s1 = -17.439661319197498 + x * (21363.5341693139 + x * (-10085539923498211e-9 + x * (21958827170518103e-7 + x * (-19363051266772083e-5 + x * (-12829912364088687e-5 + x * (6701664186917324e-1 + x * -8072872690515021))))));
    s2 = 1 + x * (879.0336216812844 + x * (539247.3920976806 + x * (24727219475672302e-8 + x * (8692612110420982e-5 + x * (225983779240429e-1 + x * (3927242556964031 + x * 345637246288464600))))));
  }
  return s1 / s2;
}

function evalrational4(x: number) {
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

function evalrational5(x: number) {
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

var ONE_DIV_SQRT_PI = 1 / SQRT_PI;
var TWO_DIV_PI = 2 / PI;
var x1 = 0.8935769662791675;
var x2 = 3.957678419314858;
var x3 = 7.086051060301773;
var x11 = 228;
var x12 = 0.0029519662791675214;
var x21 = 1013;
var x22 = 6471693148578684e-19;
var x31 = 1814;
var x32 = 11356030177269763e-20;
var sc = [0, 0];
function y0(x: number): number {
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
  if (x <= 3) {
    y = x * x;
    z = Math.log(x / x1) * besselj0(x) * TWO_DIV_PI;
    r = evalrational(y);
    f = (x + x1) * (x - x11 / 256 - x12);
    return z + f * r;
  }
  if (x <= 5.5) {
    y = x * x;
    z = Math.log(x / x2) * besselj0(x) * TWO_DIV_PI;
    r = evalrational2(y);
    f = (x + x2) * (x - x21 / 256 - x22);
    return z + f * r;
  }
  if (x <= 8) {
    y = x * x;
    z = Math.log(x / x3) * besselj0(x) * TWO_DIV_PI;
    r = evalrational3(y);
    f = (x + x3) * (x - x31 / 256 - x32);
    return z + f * r;
  }
  y = 8 / x;
  y2 = y * y;
  rc = evalrational4(y2);
  rs = evalrational5(y2);
  f = ONE_DIV_SQRT_PI / Math.sqrt(x);
  sc[0] = Math.sin(x);
  sc[1] = Math.cos(x);
  return f * (rc * (sc[0] - sc[1]) + y * rs * (sc[1] + sc[0]));
}
export {
  y0 as default
};

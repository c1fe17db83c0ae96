/**
 * @license Apache-2.0
 *
 * @stdlib/math-base-special-erf 0.2.6, Copyright (c) 2018, 2022 The Stdlib Authors.
 * Changed: written as one module by runtime/scripts/vendor-stdlib.js. LICENSE and NOTICE are beside its source.
 *
 * The following copyright, license, and long comment were part of the original implementation available as part of [FreeBSD]{@link https://svnweb.freebsd.org/base/release/9.3.0/lib/msun/src/s_erf.c}. The implementation follows the original, but has been modified for JavaScript.
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 *
 * Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this
 * software is freely granted, provided that this notice
 * is preserved.
 */
var FLOAT64_PINF = Number.POSITIVE_INFINITY;

var FLOAT64_NINF = Number.NEGATIVE_INFINITY;

function evalpoly(x: number) {
  if (x === 0) {
    return -0.3250421072470015;
  }
  return -0.3250421072470015 + x * (-0.02848174957559851 + x * (-0.005770270296489442 + x * -23763016656650163e-21));
}

function evalpoly2(x: number) {
  if (x === 0) {
    return 0.39791722395915535;
  }
  return 0.39791722395915535 + x * (0.0650222499887673 + x * (0.005081306281875766 + x * (13249473800432164e-20 + x * -3960228278775368e-21)));
}

function evalpoly3(x: number) {
  if (x === 0) {
    return 0.41485611868374833;
  }
  return 0.41485611868374833 + x * (-0.3722078760357013 + x * (0.31834661990116175 + x * (-0.11089469428239668 + x * (0.035478304325618236 + x * -0.002166375594868791))));
}

function evalpoly4(x: number) {
  if (x === 0) {
    return 0.10642088040084423;
  }
  return 0.10642088040084423 + x * (0.540397917702171 + x * (0.07182865441419627 + x * (0.12617121980876164 + x * (0.01363708391202905 + x * 0.011984499846799107))));
}

function evalpoly5(x: number) {
  if (x === 0) {
    return -0.6938585727071818;
  }
  return -0.6938585727071818 + x * (-10.558626225323291 + x * (-62.375332450326006 + x * (-162.39666946257347 + x * (-184.60509290671104 + x * (-81.2874355063066 + x * -9.814329344169145)))));
}

function evalpoly6(x: number) {
  if (x === 0) {
    return 19.651271667439257;
  }
  return 19.651271667439257 + x * (137.65775414351904 + x * (434.56587747522923 + x * (645.3872717332679 + x * (429.00814002756783 + x * (108.63500554177944 + x * (6.570249770319282 + x * -0.0604244152148581))))));
}

function evalpoly7(x: number) {
  if (x === 0) {
    return -0.799283237680523;
  }
  return -0.799283237680523 + x * (-17.757954917754752 + x * (-160.63638485582192 + x * (-637.5664433683896 + x * (-1025.0951316110772 + x * -483.5191916086514))));
}

function evalpoly8(x: number) {
  if (x === 0) {
    return 30.33806074348246;
  }
  return 30.33806074348246 + x * (325.7925129965739 + x * (1536.729586084437 + x * (3199.8582195085955 + x * (2553.0504064331644 + x * (474.52854120695537 + x * -22.44095244658582)))));
}

var TINY = 1e-300;
var VERY_TINY = 2848094538889218e-321;
var SMALL = 3725290298461914e-24;
var ERX = 0.8450629115104675;
var EFX = 0.1283791670955126;
var EFX8 = 1.0270333367641007;
var PPC = 0.12837916709551256;
var QQC = 1;
var PAC = -0.0023621185607526594;
var QAC = 1;
var RAC = -0.009864944034847148;
var SAC = 1;
var RBC = -0.0098649429247001;
var SBC = 1;
function erf(x: number): number {
  var sign;
  var ax;
  var z;
  var r;
  var s;
  var y;
  var p;
  var q;
  if (Number.isNaN(x)) {
    return NaN;
  }
  if (x === FLOAT64_PINF) {
    return 1;
  }
  if (x === FLOAT64_NINF) {
    return -1;
  }
  if (x === 0) {
    return x;
  }
  if (x < 0) {
    sign = true;
    ax = -x;
  } else {
    sign = false;
    ax = x;
  }
  if (ax < 0.84375) {
    if (ax < SMALL) {
      if (ax < VERY_TINY) {
        return 0.125 * (8 * x + EFX8 * x);
      }
      return x + EFX * x;
    }
    z = x * x;
    r = PPC + z * evalpoly(z);
    s = QQC + z * evalpoly2(z);
    y = r / s;
    return x + x * y;
  }
  if (ax < 1.25) {
    s = ax - 1;
    p = PAC + s * evalpoly3(s);
    q = QAC + s * evalpoly4(s);
    if (sign) {
      return -ERX - p / q;
    }
    return ERX + p / q;
  }
  if (ax >= 6) {
    if (sign) {
      return TINY - 1;
    }
    return 1 - TINY;
  }
  s = 1 / (ax * ax);
  if (ax < 2.857142857142857) {
    r = RAC + s * evalpoly5(s);
    s = SAC + s * evalpoly6(s);
  } else {
    r = RBC + s * evalpoly7(s);
    s = SBC + s * evalpoly8(s);
  }
  z = Math.fround(ax);
  r = Math.exp(-(z * z) - 0.5625) * Math.exp((z - ax) * (z + ax) + r / s);
  if (sign) {
    return r / ax - 1;
  }
  return 1 - r / ax;
}
export {
  erf as default
};

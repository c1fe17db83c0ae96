import { jacobian } from "cotangent";
import type { Data } from "./data.js";
import type { Double } from "./double.js";
import {
  bennett5,
  boxBod,
  chwirut,
  cubics,
  danWood,
  eckerle4,
  enso,
  gauss,
  kirby2,
  lanczos,
  mgh09,
  mgh10,
  mgh17,
  misra1a,
  misra1b,
  misra1c,
  misra1d,
  nelson,
  rat42,
  rat43,
  roszman1,
} from "./models.js";
import { exponentials, type PreciseData } from "./precise.js";

export interface Problem {
  readonly name: string;
  /** How hard NIST says that it is. */
  readonly level: "lower" | "average" | "higher";
  readonly file: string;
  readonly residuals: (b: Float64Array, data: Data) => Float64Array;
  readonly jacobian: (b: Float64Array, data: Data) => Float64Array[];
  /** The same residuals from numbers of twice the precision, where they are so small that ordinary ones leave too few digits of them. */
  readonly precise?: (b: readonly Double[], data: PreciseData) => Float64Array;
  /** One far from the solution and one near it. */
  readonly starts: readonly (readonly number[])[];
  /** The certified parameters, their standard deviations and the sum of the squares of the residuals, to eleven digits. */
  readonly certified: readonly number[];
  readonly deviations: readonly number[];
  readonly squares: number;
}

/** In the order of NIST's list. */
export const problems: readonly Problem[] = [
  {
    name: "Misra1a",
    level: "lower",
    file: "misra1.csv",
    residuals: misra1a,
    jacobian: jacobian(misra1a),
    starts: [
      [500, 0.0001],
      [250, 0.0005],
    ],
    certified: [238.94212918, 0.00055015643181],
    deviations: [2.7070075241, 7.2668688436e-6],
    squares: 0.12455138894,
  },
  {
    name: "Chwirut2",
    level: "lower",
    file: "chwirut2.csv",
    residuals: chwirut,
    jacobian: jacobian(chwirut),
    starts: [
      [0.1, 0.01, 0.02],
      [0.15, 0.008, 0.01],
    ],
    certified: [0.16657666537, 0.0051653291286, 0.012150007096],
    deviations: [0.03830328681, 0.00066621605126, 0.0015304234767],
    squares: 513.04802941,
  },
  {
    name: "Chwirut1",
    level: "lower",
    file: "chwirut1.csv",
    residuals: chwirut,
    jacobian: jacobian(chwirut),
    starts: [
      [0.1, 0.01, 0.02],
      [0.15, 0.008, 0.01],
    ],
    certified: [0.1902781837, 0.0061314004477, 0.010530908399],
    deviations: [0.021938557035, 0.00034500025051, 0.00079281847748],
    squares: 2384.4771393,
  },
  {
    name: "Lanczos3",
    level: "lower",
    file: "lanczos3.csv",
    residuals: lanczos,
    jacobian: jacobian(lanczos),
    precise: exponentials,
    starts: [
      [1.2, 0.3, 5.6, 5.5, 6.5, 7.6],
      [0.5, 0.7, 3.6, 4.2, 4, 6.3],
    ],
    certified: [0.086816414977, 0.95498101505, 0.84400777463, 2.9515951832, 1.5825685901, 4.9863565084],
    deviations: [0.017197908859, 0.097041624475, 0.041488663282, 0.10766312506, 0.058371576281, 0.034436403035],
    squares: 1.6117193594e-8,
  },
  {
    name: "Gauss1",
    level: "lower",
    file: "gauss1.csv",
    residuals: gauss,
    jacobian: jacobian(gauss),
    starts: [
      [97, 0.009, 100, 65, 20, 70, 178, 16.5],
      [94, 0.0105, 99, 63, 25, 71, 180, 20],
    ],
    certified: [
      98.778210871, 0.010497276517, 100.48990633, 67.481111276, 23.12977336, 71.994503004, 178.99805021, 18.389389025,
    ],
    deviations: [
      0.5752731273, 0.00011406289017, 0.58831775752, 0.10460593412, 0.17439951146, 0.62622793913, 0.12436988217,
      0.20134312832,
    ],
    squares: 1315.8222432,
  },
  {
    name: "Gauss2",
    level: "lower",
    file: "gauss2.csv",
    residuals: gauss,
    jacobian: jacobian(gauss),
    starts: [
      [96, 0.009, 103, 106, 18, 72, 151, 18],
      [98, 0.0105, 103, 105, 20, 73, 150, 20],
    ],
    certified: [
      99.018328406, 0.010994945399, 101.88022528, 107.03095519, 23.578584029, 72.045589471, 153.27010194, 19.525972636,
    ],
    deviations: [
      0.53748766879, 0.00013335306766, 0.59217315772, 0.15006798316, 0.22695595067, 0.61721965884, 0.19466674341,
      0.26416549393,
    ],
    squares: 1247.5282092,
  },
  {
    name: "DanWood",
    level: "lower",
    file: "danwood.csv",
    residuals: danWood,
    jacobian: jacobian(danWood),
    starts: [
      [1, 5],
      [0.7, 4],
    ],
    certified: [0.76886226176, 3.8604055871],
    deviations: [0.01828197386, 0.051726610913],
    squares: 0.0043173084083,
  },
  {
    name: "Misra1b",
    level: "lower",
    file: "misra1.csv",
    residuals: misra1b,
    jacobian: jacobian(misra1b),
    starts: [
      [500, 0.0001],
      [300, 0.0002],
    ],
    certified: [337.99746163, 0.00039039091287],
    deviations: [3.1643950207, 4.2547321834e-6],
    squares: 0.075464681533,
  },
  {
    name: "Kirby2",
    level: "average",
    file: "kirby2.csv",
    residuals: kirby2,
    jacobian: jacobian(kirby2),
    starts: [
      [2, -0.1, 0.003, -0.001, 1e-5],
      [1.5, -0.15, 0.0025, -0.0015, 2e-5],
    ],
    certified: [1.6745063063, -0.13927397867, 0.0025961181191, -0.001724181187, 2.1664802578e-5],
    deviations: [0.087989634338, 0.0041182041386, 4.1856520458e-5, 5.8931897355e-5, 2.0129761919e-7],
    squares: 3.9050739624,
  },
  {
    name: "Hahn1",
    level: "average",
    file: "hahn1.csv",
    residuals: cubics,
    jacobian: jacobian(cubics),
    starts: [
      [10, -1, 0.05, -1e-5, -0.05, 0.001, -1e-6],
      [1, -0.1, 0.005, -1e-6, -0.005, 0.0001, -1e-7],
    ],
    certified: [
      1.0776351733, -0.12269296921, 0.004086375061, -1.4262662514e-6, -0.0057609940901, 0.00024053735503,
      -1.2314450199e-7,
    ],
    deviations: [
      0.17070154742, 0.012000289189, 0.00022508314937, 2.7578037666e-7, 0.00024712888219, 1.0449373768e-5,
      1.3027335327e-8,
    ],
    squares: 1.5324382854,
  },
  {
    name: "Nelson",
    level: "average",
    file: "nelson.csv",
    residuals: nelson,
    jacobian: jacobian(nelson),
    starts: [
      [2, 0.0001, -0.01],
      [2.5, 5e-9, -0.05],
    ],
    certified: [2.5906836021, 5.6177717026e-9, -0.057701013174],
    deviations: [0.019149996413, 6.112409654e-9, 0.0039572366543],
    squares: 3.7976833176,
  },
  {
    name: "MGH17",
    level: "average",
    file: "mgh17.csv",
    residuals: mgh17,
    jacobian: jacobian(mgh17),
    starts: [
      [50, 150, -100, 1, 2],
      [0.5, 1.5, -1, 0.01, 0.02],
    ],
    certified: [0.37541005211, 1.9358469127, -1.4646871366, 0.01286753464, 0.022122699662],
    deviations: [0.0020723153551, 0.22031669222, 0.22175707739, 0.00044861358114, 0.00089471996575],
    squares: 5.4648946975e-5,
  },
  {
    name: "Lanczos1",
    level: "average",
    file: "lanczos1.csv",
    residuals: lanczos,
    jacobian: jacobian(lanczos),
    precise: exponentials,
    starts: [
      [1.2, 0.3, 5.6, 5.5, 6.5, 7.6],
      [0.5, 0.7, 3.6, 4.2, 4, 6.3],
    ],
    certified: [0.095100000027, 1.0000000001, 0.86070000013, 3.0000000002, 1.5575999998, 5.0000000001],
    deviations: [
      5.3347304234e-11, 2.7473038179e-10, 1.3576062225e-10, 3.3308253069e-10, 1.8815731448e-10, 1.1057500538e-10,
    ],
    squares: 1.4307867721e-25,
  },
  {
    name: "Lanczos2",
    level: "average",
    file: "lanczos2.csv",
    residuals: lanczos,
    jacobian: jacobian(lanczos),
    precise: exponentials,
    starts: [
      [1.2, 0.3, 5.6, 5.5, 6.5, 7.6],
      [0.5, 0.7, 3.6, 4.2, 4, 6.3],
    ],
    certified: [0.096251029939, 1.0057332849, 0.86424689056, 3.0078283915, 1.5529016879, 5.00287981],
    deviations: [0.00066770575477, 0.0033989646176, 0.0017185846685, 0.0041707005856, 0.0023744381417, 0.0013958787284],
    squares: 2.2299428125e-11,
  },
  {
    name: "Gauss3",
    level: "average",
    file: "gauss3.csv",
    residuals: gauss,
    jacobian: jacobian(gauss),
    starts: [
      [94.9, 0.009, 90.1, 113, 20, 73.8, 140, 20],
      [96, 0.0096, 80, 110, 25, 74, 139, 25],
    ],
    certified: [
      98.94036897, 0.010945879335, 100.69553078, 111.63619459, 23.300500029, 73.705031418, 147.76164251, 19.66822123,
    ],
    deviations: [
      0.53005192833, 0.00012554058911, 0.81256587317, 0.35317859757, 0.36584783023, 1.2091239082, 0.40488183351,
      0.37806634336,
    ],
    squares: 1244.484636,
  },
  {
    name: "Misra1c",
    level: "average",
    file: "misra1.csv",
    residuals: misra1c,
    jacobian: jacobian(misra1c),
    starts: [
      [500, 0.0001],
      [600, 0.0002],
    ],
    certified: [636.42725809, 0.00020813627256],
    deviations: [4.6638326572, 1.7728423155e-6],
    squares: 0.040966836971,
  },
  {
    name: "Misra1d",
    level: "average",
    file: "misra1.csv",
    residuals: misra1d,
    jacobian: jacobian(misra1d),
    starts: [
      [500, 0.0001],
      [450, 0.0003],
    ],
    certified: [437.36970754, 0.00030227324449],
    deviations: [3.6489174345, 2.9334354479e-6],
    squares: 0.056419295283,
  },
  {
    name: "Roszman1",
    level: "average",
    file: "roszman1.csv",
    residuals: roszman1,
    jacobian: jacobian(roszman1),
    starts: [
      [0.1, -1e-5, 1000, -100],
      [0.2, -5e-6, 1200, -150],
    ],
    certified: [0.20196866396, -6.1953516256e-6, 1204.4556708, -181.34269537],
    deviations: [0.019172666023, 3.2058931691e-6, 74.050983057, 49.573513849],
    squares: 0.00049484847331,
  },
  {
    name: "ENSO",
    level: "average",
    file: "enso.csv",
    residuals: enso,
    jacobian: jacobian(enso),
    starts: [
      [11, 3, 0.5, 40, -0.7, -1.3, 25, -0.3, 1.4],
      [10, 3, 0.5, 44, -1.5, 0.5, 26, -0.1, 1.5],
    ],
    certified: [
      10.510749193, 3.0762128085, 0.53280138227, 44.3110887, -1.6231428586, 0.52554493756, 26.88761444, 0.21232288488,
      1.4966870418,
    ],
    deviations: [
      0.17488832467, 0.24310052139, 0.24354686618, 0.94408025976, 0.28078369611, 0.48073701119, 0.4161293913,
      0.51460022911, 0.25434468893,
    ],
    squares: 788.53978668,
  },
  {
    name: "MGH09",
    level: "higher",
    file: "mgh09.csv",
    residuals: mgh09,
    jacobian: jacobian(mgh09),
    starts: [
      [25, 39, 41.5, 39],
      [0.25, 0.39, 0.415, 0.39],
    ],
    certified: [0.19280693458, 0.19128232873, 0.12305650693, 0.13606233068],
    deviations: [0.011435312227, 0.19633220911, 0.080842031232, 0.090025542308],
    squares: 0.00030750560385,
  },
  {
    name: "Thurber",
    level: "higher",
    file: "thurber.csv",
    residuals: cubics,
    jacobian: jacobian(cubics),
    starts: [
      [1000, 1000, 400, 40, 0.7, 0.3, 0.03],
      [1300, 1500, 500, 75, 1, 0.4, 0.05],
    ],
    certified: [1288.13968, 1491.0792535, 583.23836877, 75.416644291, 0.96629502864, 0.39797285797, 0.049727297349],
    deviations: [
      4.6647963344, 39.571156086, 28.698696102, 5.567537027, 0.031333340687, 0.014984928198, 0.0065842344623,
    ],
    squares: 5642.7082397,
  },
  {
    name: "BoxBOD",
    level: "higher",
    file: "boxbod.csv",
    residuals: boxBod,
    jacobian: jacobian(boxBod),
    starts: [
      [1, 1],
      [100, 0.75],
    ],
    certified: [213.80940889, 0.54723748542],
    deviations: [12.354515176, 0.10455993237],
    squares: 1168.0088766,
  },
  {
    name: "Rat42",
    level: "higher",
    file: "rat42.csv",
    residuals: rat42,
    jacobian: jacobian(rat42),
    starts: [
      [100, 1, 0.1],
      [75, 2.5, 0.07],
    ],
    certified: [72.462237576, 2.6180768402, 0.067359200066],
    deviations: [1.7340283401, 0.088295217536, 0.0034465663377],
    squares: 8.0565229338,
  },
  {
    name: "MGH10",
    level: "higher",
    file: "mgh10.csv",
    residuals: mgh10,
    jacobian: jacobian(mgh10),
    starts: [
      [2, 400000, 25000],
      [0.02, 4000, 250],
    ],
    certified: [0.005609636471, 6181.3463463, 345.22363462],
    deviations: [0.00015687892471, 23.309021107, 0.78486103508],
    squares: 87.945855171,
  },
  {
    name: "Eckerle4",
    level: "higher",
    file: "eckerle4.csv",
    residuals: eckerle4,
    jacobian: jacobian(eckerle4),
    starts: [
      [1, 10, 500],
      [1.5, 5, 450],
    ],
    certified: [1.5543827178, 4.0888321754, 451.54121844],
    deviations: [0.015408051163, 0.046803020753, 0.046800518816],
    squares: 0.0014635887487,
  },
  {
    name: "Rat43",
    level: "higher",
    file: "rat43.csv",
    residuals: rat43,
    jacobian: jacobian(rat43),
    starts: [
      [100, 10, 1, 1],
      [700, 5, 0.75, 1.3],
    ],
    certified: [699.6415127, 5.2771253025, 0.75962938329, 1.2792483859],
    deviations: [16.302297817, 2.0828735829, 0.19566123451, 0.68761936385],
    squares: 8786.404908,
  },
  {
    name: "Bennett5",
    level: "higher",
    file: "bennett5.csv",
    residuals: bennett5,
    jacobian: jacobian(bennett5),
    starts: [
      [-2000, 50, 0.8],
      [-1500, 45, 0.85],
    ],
    certified: [-2523.5058043, 46.736564644, 0.93218483193],
    deviations: [297.15175411, 1.2448871856, 0.020272299378],
    squares: 0.00052404744073,
  },
];

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import { SingleBar } from "cli-progress";
import { valueAndGrad } from "cotangent";
import { readPelts } from "./data.js";
import { estimates } from "./estimates.js";
import { fitFrom } from "./fit.js";
import { listings } from "./listing.js";
import { surprise } from "./model.js";
import { page } from "./report.js";
import { startingPoints } from "./starting-points.js";
import { compare } from "./timing.js";
import { standardDeviations } from "./uncertainty.js";

const STARTS = 24;
const ROUNDS = 60;

const bar = new SingleBar({
  format: "{bar} {percentage}%  {task}",
  barCompleteChar: "█",
  barIncompleteChar: "░",
  hideCursor: true,
  clearOnComplete: true,
});

const advance = (task: string): void => bar.increment({ task });

const pelts = readPelts(new URL("../data/lynx-hare.csv", import.meta.url));
const surpriseAndGradient = valueAndGrad(surprise);
const valueAndGradient = (q: Float64Array) => surpriseAndGradient(q, pelts.hares, pelts.lynxes);

bar.start(STARTS + ROUNDS, 0, { task: "fitting" });
const { best, minima } = fitFrom(valueAndGradient, startingPoints(STARTS, pelts), () => advance("fitting"));
const timing = compare(
  {
    simulation: () => surprise(best.params, pelts.hares, pelts.lynxes),
    gradient: () => valueAndGradient(best.params),
  },
  ROUNDS,
  () => advance("timing"),
);
bar.stop();

const fitted = estimates(best.params, standardDeviations(valueAndGradient, best.params));
const agreeing = minima.filter(({ value }) => value - best.value < 1e-3).length;
console.log(
  `Lotka-Volterra, ${pelts.years[0]} to ${pelts.years.at(-1)}: ${agreeing} of ${STARTS} searches end at the best fit\n`,
);
for (const { name, value, published } of fitted) {
  console.log(`${name.padEnd(13)} ${value.toPrecision(4).padEnd(8)} (published ${published.toPrecision(2)})`);
}

const { simulation, gradient } = timing;
const ratio = (gradient / simulation).toFixed(1);
console.log(
  `\none simulation ${simulation.toFixed(1)} µs, one gradient ${gradient.toFixed(1)} µs: ${ratio} simulations`,
);

// Beside the user: npm changes into the package's folder, and remembers where it was called.
const file = resolve(process.env.INIT_CWD ?? ".", "out/lynx-hare.html");
const style = await readFile(new URL("../page/style.css", import.meta.url), "utf8");
await mkdir(dirname(file), { recursive: true });
await writeFile(file, page({ pelts, q: best.params, estimates: fitted, timing, listings: await listings(), style }));
console.log(`wrote ${relative(process.env.INIT_CWD ?? ".", file)}`);

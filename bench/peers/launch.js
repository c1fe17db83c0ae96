// One library on one workload, in a process of its own: how long a gradient takes, and how far it is from Cotangent's.
import { workloads } from "./workloads.js";

const [, , library, name, backend] = process.argv;
const workload = workloads[name];
const { prepare } = await import(`./libraries/${library}.js`);
const gradient = await prepare(name, workload, backend);

function milliseconds(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The largest difference of an entry, relative to the largest entry. */
function distance(found, expected) {
  const scale = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, k) => Math.abs(value - found[k]))) / scale;
}

const [, found] = gradient();
const error = distance(found, workload.gradient(workload.parameters)[1]);
let [calls, spent] = [0, 0];
// Until it is warm, but two calls are enough where one takes seconds.
while (spent < 1000 && calls < 5000) {
  spent += milliseconds(gradient);
  calls++;
}
const perSample = Math.max(1, Math.ceil(100 / (spent / calls)));
const samples = Array.from(
  { length: spent / calls > 1000 ? 1 : 7 },
  () =>
    milliseconds(() => {
      for (let k = 0; k < perSample; k++) gradient();
    }) / perSample,
).sort((a, b) => a - b);
console.log(JSON.stringify({ time: samples[samples.length >> 1], error }));

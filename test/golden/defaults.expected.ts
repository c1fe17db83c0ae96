export function oscillation_grad(t: number, damping: number, frequency: number, phase: number): number {
  expectNumber("grad(oscillation)", "t", t);
  expectKind("grad(oscillation)", "damping", damping, { optional: "f64" });
  expectKind("grad(oscillation)", "frequency", frequency, { optional: "f64" });
  expectKind("grad(oscillation)", "phase", phase, { optional: "f64" });
  if (damping === undefined) damping = 0.1;
  if (frequency === undefined) frequency = 6.283185307179586;
  if (phase === undefined) phase = damping;
  const t1 = frequency * t + phase;
  const exp = Math.exp(-damping * t);

  // return Math.exp(-damping * t) * Math.cos(frequency * t + phase)
  return -exp * Math.sin(t1) * frequency - exp * Math.cos(t1) * damping;
}

export function oscillation_grad_t_damping_frequency_phase(
  t: number,
  damping: number,
  frequency: number,
  phase: number,
): [number, number, number, number] {
  expectNumber("grad(oscillation)", "t", t);
  expectKind("grad(oscillation)", "damping", damping, { optional: "f64" });
  expectKind("grad(oscillation)", "frequency", frequency, { optional: "f64" });
  expectKind("grad(oscillation)", "phase", phase, { optional: "f64" });
  const noDamping = damping === undefined;
  if (noDamping) damping = 0.1;
  const noFrequency = frequency === undefined;
  if (noFrequency) frequency = 6.283185307179586;
  const noPhase = phase === undefined;
  if (noPhase) phase = damping;
  const t1 = frequency * t + phase;
  const exp = Math.exp(-damping * t);

  // return Math.exp(-damping * t) * Math.cos(frequency * t + phase)
  const t2 = exp * Math.sin(t1);
  const t3 = exp * Math.cos(t1);
  const t_b = -t2 * frequency - t3 * damping;
  let damping_b = -t3 * t;
  // export function oscillation(t: number, damping = 0.1, frequency = 2 * Math.PI, phase = damping): nu…
  let phase_b: number;
  if (noPhase) {
    damping_b -= t2;
    phase_b = 0;
  } else {
    // return Math.exp(-damping * t) * Math.cos(frequency * t + phase)
    phase_b = -t2;
  }
  // export function oscillation(t: number, damping = 0.1, frequency = 2 * Math.PI, phase = damping): nu…
  const frequency_b = noFrequency ? 0 : -t2 * t;
  if (noDamping) damping_b = 0;
  return [t_b, damping_b, frequency_b, phase_b];
}
